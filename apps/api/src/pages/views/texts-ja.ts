import type { Texts } from './texts.ts'
import { japaneseAccount } from './texts-account-ja.ts'
import { japaneseCode } from './texts-code-ja.ts'
import { japaneseDevice } from './texts-device.ts'
import { japaneseGoogle } from './texts-google.ts'
import { japaneseRecovery } from './texts-recovery-ja.ts'

export const japanese: Texts = {
  errorPrefix: 'エラー: ',
  footer: 'すべてのアプリに、ひとつのLGCアカウント',
  useAnotherAccount: '別のアカウントを使う',
  signedInAs: 'サインイン中のアカウント',
  fieldsToCorrect: '次の項目を修正してください。',
  password: 'パスワード',
  show: '表示',
  showPassword: 'パスワードを表示',
  hide: '非表示',
  hidePassword: 'パスワードを非表示',
  signIn: {
    title: 'サインイン',
    lead: (app) => `LGCアカウントで「${app}」に進みます。`,
    identifier: 'メールアドレスまたは会社コード',
    submit: '次へ',
    newHere: 'はじめての方',
    register: 'アカウントを作成',
    problems: {
      identifier_missing: 'メールアドレスまたは会社コードを入力してください。',
      identifier_unrecognized:
        'メールアドレスまたは会社コードとして認識できません。入力内容をお確かめください。',
      method_unavailable:
        'この方法ではサインインできません。メールアドレスまたは会社コードをご利用ください。',
    },
  },
  challenge: {
    title: 'パスワードを入力',
    account: 'サインインするアカウント',
    notYou: '別のアカウントを使う',
    submit: 'サインイン',
    problems: {
      password_missing: () => 'パスワードを入力してください。',
      credentials_invalid: () =>
        'アカウントとパスワードが一致しません。大文字と小文字、入力モードをお確かめください。',
      account_locked: () =>
        '試行回数が上限に達したため、サインインを一時的に停止しています。しばらく待ってからもう一度お試しください。',
      person_suspended: () => 'このアカウントは利用停止中です。アカウントの発行元にお問い合わせください。',
      overloaded: () => 'ただいまアクセスが集中しています。数秒待ってからもう一度お試しください。',
      grant_required: (app) =>
        `このアカウントでは「${app}」を利用できません。アプリの管理者に利用許可を依頼するか、別のアカウントをお使いください。`,
    },
  },
  register: {
    title: 'アカウントを作成',
    lead: (app) => `「${app}」のほか、LGCでサインインするすべてのアプリで使えます。`,
    fields: { name_display: 'お名前', identifier: 'メールアドレス', password: 'パスワード' },
    nameHint: 'アプリに表示される名前です。',
    passwordHint: (minLength) => `${minLength}文字以上。関連のない言葉をいくつか並べると安全です。`,
    submit: 'アカウントを作成',
    haveAccount: 'すでにアカウントをお持ちの方',
    signIn: 'サインイン',
    problems: {
      missing: ({ field }) =>
        ({
          name_display: 'お名前を入力してください。',
          identifier: 'メールアドレスを入力してください。',
          password: 'パスワードを決めて入力してください。',
        })[field],
      too_long: ({ field }) =>
        ({
          name_display: 'お名前が長すぎます。100文字以内で入力してください。',
          identifier: 'メールアドレスが長すぎます。入力内容を確認するか、別のものをお使いください。',
          password: 'パスワードが長すぎます。もっと短いものにしてください。',
        })[field],
      identifier_unrecognized: () => 'メールアドレスの形式で入力してください（例: name@example.com）。',
      identifier_type_not_allowed: () => 'アカウントの作成に使えるのはメールアドレスだけです。',
      identifier_taken: () => 'このメールアドレスのアカウントはすでにあります。サインインしてください。',
      password_too_short: ({ passwordMinLength }) => `${passwordMinLength}文字以上で入力してください。`,
      password_too_long: () => 'パスワードが長すぎます。もっと短いものにしてください。',
      password_common: () =>
        'よく使われているパスワードのため、推測されやすくなります。別のものにしてください。',
      password_context: () =>
        'パスワードにお名前、メールアドレス、サービス名が含まれています。別のものにしてください。',
    },
  },
  recovery: japaneseRecovery,
  device: japaneseDevice,
  google: japaneseGoogle,
  code: japaneseCode,
  account: japaneseAccount,
  consent: {
    title: (app) => `「${app}」を許可しますか？`,
    notYou: '別のアカウントを使う',
    scopesLegend: (app) => `許可すると「${app}」は次の情報を参照できます。`,
    required: '必須',
    alreadyGranted: '許可済み',
    approve: '許可する',
    deny: '許可しない',
    afterwards: (app) => `どちらを選んでも「${app}」に戻ります。パスワードが共有されることはありません。`,
    scopes: {
      openid: { label: 'ご本人であること', detail: 'アカウントを表す識別コード' },
      profile: { label: '表示名', detail: 'アプリに表示するために設定した名前' },
      'profile.legal': { label: '正式な氏名', detail: '公的な書類に記載される名前' },
      email: { label: 'メールアドレス', detail: '確認済みかどうかを含みます' },
      phone: { label: '電話番号', detail: '確認済みかどうかを含みます' },
      identities: {
        label: 'サインインの方法',
        detail: '登録されているすべてのメールアドレス、電話番号、会社コード',
      },
      company_code: { label: '会社コード', detail: 'このアプリが発行したものだけ' },
      grants: { label: '利用権限', detail: 'このアプリで許可されている操作の範囲' },
      offline_access: {
        label: '離席中のアクセス',
        detail: 'サインアウトした後も、取り消すまで続きます',
      },
    },
    unknownScope: 'このアプリが独自に定めた権限',
  },
  signOut: {
    title: 'サインアウトしますか？',
    lead: 'サインアウトする範囲を選んでください。',
    all: 'すべてのアプリからサインアウト',
    allDetail: 'LGCと、このブラウザーで開いたすべてのアプリからサインアウトします。',
    current: 'LGCからのみサインアウト',
    currentDetail: 'このブラウザーのLGCへのサインインだけを終了します。開いているアプリはそのまま使えます。',
    stay: 'サインインしたままにする',
  },
  signedOut: {
    title: 'サインアウトしました',
    lead: '共用の端末をお使いの場合は、ブラウザーのウィンドウも閉じてください。',
    returnTo: (app) => `「${app}」に戻る`,
    signInAgain: 'もう一度サインイン',
  },
  signedIn: {
    title: 'サインインしています',
    lead: 'このブラウザーでは、パスワードを入力せずにアプリを開けます。',
    signOut: 'サインアウト',
    signOutDetail: 'このブラウザーのすべてのアプリからサインアウトします。',
  },
  formPost: {
    title: 'しばらくお待ちください',
    lead: (app) => `${app} に戻ります。`,
    proceed: '続ける',
  },
  chooseAccount: {
    title: (app) => `${app} で使うアカウント`,
    proceed: (name) => `${name} として続ける`,
  },
  welcome: {
    title: 'ひとつのアカウントで、すべてのアプリへ',
    lead: 'LGCに一度サインインすれば、パスワードを入力し直さずにアプリを開けます。',
    signIn: 'サインイン',
    account: 'アカウント',
    apps: 'アプリ',
    docs: 'APIドキュメント',
  },
  error: {
    kinds: {
      client_unknown: {
        title: '登録されていないアプリです',
        happened: '呼び出し元のアプリは登録されていません。お客様の情報は一切共有していません。',
        advice:
          '戻ってアプリを開き直してください。繰り返し表示される場合は、アプリの運営者にお知らせください。',
      },
      redirect_uri_mismatch: {
        title: 'サインインを中止しました',
        happened: 'アプリが指定した戻り先は登録されていません。安全のため、移動しませんでした。',
        advice:
          'いつものアドレスからアプリを開いてください。繰り返し表示される場合は、アプリの運営者にお知らせください。',
      },
      flow_expired: {
        title: 'このページは無効になりました',
        happened: '時間が経ちすぎたか、別のウィンドウですでにサインインが完了しています。',
        advice: 'アプリに戻って、もう一度サインインしてください。',
      },
      google_failed: {
        title: 'Google でサインインできませんでした',
        happened:
          'Google からの応答が、このブラウザーまたは今回のサインインのものではないか、すでに使用されています。',
        advice: '前の画面に戻り、同じウィンドウでもう一度お試しください。',
      },
      link_dead: {
        title: 'このリンクは使えません',
        happened: 'すでに使用されたか、期限が切れたか、新しいリンクが送られています。',
        advice: '新しいリンクをお申し込みください。メールが複数ある場合は、最新のものをお使いください。',
      },
      address_taken: {
        title: 'このアドレスは使えません',
        happened: 'このメールアドレスは別のアカウントで使われているため、変更していません。',
        advice: 'そのアカウントでサインインするか、別のアドレスをお選びください。',
      },
      forbidden: {
        title: 'リクエストを受け付けられませんでした',
        happened: 'このブラウザーに表示したページからの操作ではないか、Cookieが無効になっています。',
        advice: 'このサイトのCookieを許可し、ページを開き直してからお試しください。',
      },
      not_found: {
        title: 'ページが見つかりません',
        happened: 'このアドレスにはページがありません。',
        advice: 'アドレスに間違いがないかお確かめください。',
      },
      gone: {
        title: '対象が見つかりません',
        happened: '変更しようとしたものは、すでに終了しているか、ご自身のものではありません。',
        advice: '前のページに戻り、一覧をもう一度ご確認ください。',
      },
      access_denied: {
        title: 'アクセス権がありません',
        happened: 'このアカウントではアプリを利用できません。',
        advice: 'アプリの管理者に利用許可を依頼するか、別のアカウントでサインインしてください。',
      },
      registration_closed: {
        title: 'ここではアカウントを作成できません',
        happened: '新しいアカウントは管理者が発行しています。',
        advice: '所属する組織にお問い合わせください。すでにお持ちの場合はサインインしてください。',
      },
      rate_limited: {
        title: 'リクエストが多すぎます',
        happened: 'お使いの接続から短時間に多くのリクエストがありました。',
        advice: '1分ほど待ってからもう一度お試しください。',
      },
      unavailable: {
        title: '現在サインインできません',
        happened: 'サービスの一部が応答していません。アカウントは安全です。',
        advice: '数分後にもう一度お試しください。',
      },
      server_error: {
        title: 'サーバーで問題が発生しました',
        happened: '予期しないエラーが発生し、記録されました。アカウントは安全です。',
        advice: 'もう一度お試しください。続く場合は、下記の番号を添えてサポートにご連絡ください。',
      },
      bad_request: {
        title: 'リクエストを理解できませんでした',
        happened: 'リクエストの一部が不足しているか、形式が正しくありません。',
        advice: '戻ってもう一度お試しください。リンクが途中で切れている可能性もあります。',
      },
    },
    back: '戻る',
    start: 'トップページへ',
    reference: 'お問い合わせ用の情報',
    code: 'コード',
    requestId: 'リクエスト',
  },
}
