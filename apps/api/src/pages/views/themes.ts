/** Neutral colours of the pages; what a brand colour has to be readable on. */
export type Theme = {
  readonly page: string
  readonly surface: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly control: string
  readonly danger: string
  readonly dangerSurface: string
}

export const themes: Record<'light' | 'dark', Theme> = {
  light: {
    page: '#f3f4f6',
    surface: '#ffffff',
    text: '#15181d',
    muted: '#545c69',
    line: '#e3e6eb',
    control: '#808997',
    danger: '#b3261e',
    dangerSurface: '#fdf2f1',
  },
  dark: {
    page: '#0c0e11',
    surface: '#16191e',
    text: '#eceef1',
    muted: '#a5adb9',
    line: '#2b3038',
    control: '#78818f',
    danger: '#ffb4ab',
    dangerSurface: '#2b1b1b',
  },
}
