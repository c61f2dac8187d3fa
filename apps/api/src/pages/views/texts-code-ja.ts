import type { CodeTexts } from './texts-code.ts'

export const japaneseCode: CodeTexts = {
  title: '確認コードを入力',
  sentTo: (identifier) => `${identifier} のアカウントがある場合は、6桁のコードを送信しました。`,
  label: '確認コード',
  submit: 'サインイン',
  resend: 'コードを再送信',
  resendHint: '前回の送信から60秒後に再送信できます。最新のコードだけが5分間有効です。',
  otherWay: '別の方法を使う',
  instead: '確認コードを受け取る',
  problems: {
    code_missing: () => '届いた6桁の数字を入力してください。',
    credentials_invalid: () => 'コードが正しくありません。最新のメッセージの数字をお確かめください。',
    otp_expired: () => 'コードの有効期限が切れました。もう一度コードを受け取ってください。',
    otp_attempts_exceeded: () =>
      'このコードの試行回数が上限に達しました。15分ほど待ってから、新しいコードを受け取ってください。',
    account_locked: () =>
      '試行回数が上限に達したため、サインインを一時的に停止しています。しばらく待ってからもう一度お試しください。',
    person_suspended: () => 'このアカウントは利用停止中です。アカウントの発行元にお問い合わせください。',
    too_early: (seconds) => `先ほど送信したコードが有効です。新しいコードは${seconds}秒後に受け取れます。`,
  },
  withPhone: {
    identifier: 'メールアドレス、電話番号または会社コード',
    missing: 'メールアドレス、電話番号または会社コードを入力してください。',
    unrecognized:
      'メールアドレス、電話番号または会社コードとして認識できません。入力内容をお確かめください。',
    registerIdentifier: 'メールアドレスまたは電話番号',
    registerMissing: 'メールアドレスまたは電話番号を入力してください。',
    registerUnrecognized: 'メールアドレスまたは電話番号として認識できません。',
    registerNotAllowed: 'アカウントの作成には、メールアドレスまたは電話番号をお使いください。',
    registerTaken: 'この連絡先のアカウントはすでにあります。サインインしてください。',
    passwordHint: (hint) => `${hint}電話番号の場合は確認コードをお送りするため、不要です。`,
  },
}
