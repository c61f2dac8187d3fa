export const deviceOutcomes = ['approved', 'denied'] as const
export type DeviceOutcome = (typeof deviceOutcomes)[number]

/** The sentences of letting a device in. */
export type DeviceTexts = {
  readonly code: {
    readonly title: string
    readonly lead: string
    readonly label: string
    readonly submit: string
    readonly unknown: string
  }
  readonly decision: {
    readonly title: (app: string) => string
    readonly lead: string
    readonly origin: (address: string) => string
    readonly askedAt: string
    readonly scopes: (app: string) => string
    readonly approve: string
    readonly deny: string
  }
  readonly outcomes: Record<DeviceOutcome, { readonly title: string; readonly lead: string }>
}

export const englishDevice: DeviceTexts = {
  code: {
    title: 'Connect a device',
    lead: 'Type in the code that the device shows. Never use a code that somebody sent you.',
    label: 'Code',
    submit: 'Continue',
    unknown: 'There is no such code, or it has expired. Look at the device again.',
  },
  decision: {
    title: (app) => `Let a device into ${app}?`,
    lead: 'Go on only if you hold the device yourself. It stays signed in as you until you end that.',
    origin: (address) => `It asks from the IP address ${address}.`,
    askedAt: 'It asked at',
    scopes: (app) => `${app} will be able to see:`,
    approve: 'Let the device in',
    deny: 'Refuse',
  },
  outcomes: {
    approved: { title: 'The device is connected', lead: 'It goes on by itself. You can close this page.' },
    denied: { title: 'The device was refused', lead: 'It cannot see anything. You can close this page.' },
  },
}

export const japaneseDevice: DeviceTexts = {
  code: {
    title: 'デバイスを接続',
    lead: 'デバイスに表示されているコードを入力してください。他の人から送られたコードは使わないでください。',
    label: 'コード',
    submit: '続ける',
    unknown: 'このコードは存在しないか、有効期限が切れています。デバイスの表示をもう一度ご確認ください。',
  },
  decision: {
    title: (app) => `デバイスに「${app}」の利用を許可しますか?`,
    lead: 'デバイスがお手元にある場合にだけ続けてください。終了するまで、あなたとしてログインしたままになります。',
    origin: (address) => `IP アドレス ${address} からの要求です。`,
    askedAt: '要求日時',
    scopes: (app) => `「${app}」に公開される情報:`,
    approve: '許可する',
    deny: '拒否する',
  },
  outcomes: {
    approved: {
      title: 'デバイスを接続しました',
      lead: 'デバイスは自動的に続行します。このページは閉じてかまいません。',
    },
    denied: {
      title: 'デバイスを拒否しました',
      lead: '情報は公開されません。このページは閉じてかまいません。',
    },
  },
}
