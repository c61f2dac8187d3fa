import type { MessageKind } from '../message.ts'
import type { Phrases, ShortTemplate, Template } from './template.ts'

export const japanese: Record<MessageKind, Template> = {
  password_reset: {
    subject: (app) => `「${app}」のパスワード再設定`,
    heading: 'パスワードの再設定',
    lines: (app) => [
      `「${app}」へのサインインに使うアカウントについて、パスワード再設定のお申し込みがありました。`,
      'お心当たりがある場合は、次のリンクから新しいパスワードを設定してください。リンクは30分間、一度だけ使えます。',
    ],
    button: '新しいパスワードを設定',
    closing: ['お心当たりがない場合は、何もする必要はありません。パスワードは変わりません。'],
  },
  password_changed: {
    subject: (app) => `「${app}」のパスワードが変更されました`,
    heading: 'パスワードが変更されました',
    lines: (app) => [
      `「${app}」へのサインインに使うアカウントのパスワードが変更され、他の端末からはサインアウトされました。`,
      'ご本人による変更であれば、何もする必要はありません。',
    ],
    button: 'サインインページへ',
    closing: [
      'お心当たりがない場合は、すぐにサインインページの「パスワードをお忘れですか？」をお選びください。',
    ],
  },
  email_verification: {
    subject: (app) => `「${app}」のメールアドレス確認`,
    heading: 'メールアドレスの確認',
    lines: (app) => [
      `このメールアドレスで「${app}」のアカウントが作成されました。`,
      'お心当たりがある場合は、次のリンクからご自身のアドレスであることを確認してください。リンクは24時間使えます。',
    ],
    button: 'アドレスを確認',
    closing: ['お心当たりがない場合は、何もする必要はありません。'],
  },
  one_time_code: {
    subject: (app) => `「${app}」の確認コード`,
    heading: '確認コード',
    lines: (app) => [
      `「${app}」へのサインインに次のコードを入力してください。コードは、お申し込みのブラウザーで5分間、一度だけ使えます。`,
    ],
    button: null,
    closing: ['コードは誰にも教えないでください。お心当たりがない場合は、何もする必要はありません。'],
  },
}

export const japaneseCode: ShortTemplate = ({ app, code }) =>
  `「${app}」の確認コードは ${code} です。5分間有効です。誰にも教えないでください。`

export const japanesePhrases: Phrases = {
  linkHint: 'ボタンが使えない場合は、次のアドレスを開いてください。',
  footer: (app) => `${app} · アカウントに必要なお知らせです。このアドレスへの返信は読まれません。`,
}
