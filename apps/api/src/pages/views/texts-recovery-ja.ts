import type { RecoveryTexts } from './texts-recovery.ts'

export const japaneseRecovery: RecoveryTexts = {
  forgotten: 'パスワードをお忘れですか？',
  account: 'アカウント',
  request: {
    title: 'パスワードをお忘れですか？',
    lead: 'このメールアドレスに、新しいパスワードを設定するためのリンクをお送りします。',
    submit: 'リンクを送信',
  },
  reset: {
    title: '新しいパスワードを設定',
    lead: '設定すると、ほかのすべての端末からサインアウトされます。',
    password: '新しいパスワード',
    hint: (minLength) => `${minLength}文字以上。関連のない言葉をいくつか並べると安全です。`,
    submit: 'パスワードを保存',
    problems: {
      missing: () => 'パスワードを決めて入力してください。',
      password_too_short: (minLength) => `${minLength}文字以上で入力してください。`,
      password_too_long: () => 'パスワードが長すぎます。もっと短いものにしてください。',
      password_common: () =>
        'よく使われているパスワードのため、推測されやすくなります。別のものにしてください。',
      password_context: () =>
        'パスワードにお名前、メールアドレス、サービス名が含まれています。別のものにしてください。',
    },
  },
  verify: {
    title: 'メールアドレスの確認',
    lead: 'ご自身のメールアドレスであれば、確認ボタンを押してください。',
    submit: '確認する',
  },
  outcomes: {
    link_sent: {
      title: 'メールをご確認ください',
      lead: 'このメールアドレスのアカウントがあれば、リンクをお送りしています。リンクは30分間使えます。',
      advice: '数分たっても届かない場合は、迷惑メールフォルダーを確認するか、後でもう一度お試しください。',
    },
    password_changed: {
      title: 'パスワードを変更しました',
      lead: '新しいパスワードでサインインできます。',
      advice: '変更のお知らせをメールでお送りしました。',
    },
    address_changed: {
      title: 'メールアドレスを変更しました',
      lead: '今後は新しいアドレスでサインインしてください。',
      advice: '変更のお知らせを以前のアドレスにお送りしました。',
    },
    address_verified: {
      title: 'ありがとうございます',
      lead: 'メールアドレスを確認しました。',
      advice: 'このウィンドウは閉じてもかまいません。',
    },
  },
  backToSignIn: 'サインインページへ',
}
