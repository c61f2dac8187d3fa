/** The sentences of signing in with Google. */
export type GoogleTexts = {
  readonly goOn: string
  readonly offer: {
    readonly title: string
    readonly lead: string
    readonly submit: string
    readonly otherwise: string
  }
}

export const englishGoogle: GoogleTexts = {
  goOn: 'Continue with Google',
  offer: {
    title: 'Create your account',
    lead: 'Nobody has signed in here with this Google account before. You can create an account with it.',
    submit: 'Create account',
    otherwise: 'I have an account already',
  },
}

export const japaneseGoogle: GoogleTexts = {
  goOn: 'Google で続ける',
  offer: {
    title: 'アカウントを作成',
    lead: 'この Google アカウントでのご利用は初めてです。このアカウントで新しく登録できます。',
    submit: 'アカウントを作成',
    otherwise: 'すでにアカウントをお持ちの方',
  },
}
