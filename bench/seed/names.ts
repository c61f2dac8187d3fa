const given =
  'Ada Aiko Alan Amara Anna Bela Boris Carla Chen Daiki Dina Elif Emma Farid Fatima Gita Goro Hana Hugo Ines Ivan Jana Jiro Kaito Karin Kenji Lars Leila Lina Luca Mai Maria Marta Mei Milan Nadia Naoki Nina Noah Olga Omar Paula Pedro Rin Rosa Sana Sora Tara Taro Theo Uma Vera Viktor Wen Yara Yuki Yusuf Zara Zoe'.split(
    ' ',
  )
const family =
  'Abe Adler Ahmed Baker Banerjee Berg Costa Cruz Dahl Diaz Endo Evans Fischer Fujii Garcia Goto Haas Hayashi Hoshi Ito Ivanova Jansen Jensen Kato Khan Kimura Koch Lang Lee Lopez Mori Moreau Nagata Nguyen Novak Oda Okafor Ono Park Patel Petrov Quinn Ramos Rossi Saito Sato Silva Singh Sousa Suzuki Takeda Tanaka Ueda Vogel Wada Wagner Weber Yamada Yoshida Zhang'.split(
    ' ',
  )

export type MadeName = { readonly display: string; readonly legal: string | null; readonly address: string }

/** Names as they are spread in a realm: a few thousand, shared by many, in no order. */
export function madeName(index: number): MadeName {
  const mixed = (index * 2_654_435_761) % 4_294_967_296
  const first = given[mixed % given.length] ?? 'Ada'
  const last = family[Math.floor(mixed / given.length) % family.length] ?? 'Abe'
  return {
    display: `${first} ${last}`,
    legal: index % 3 === 0 ? null : `${first} ${index % 26 === 0 ? 'M. ' : ''}${last}`,
    address: `${first}.${last}.${index}@example.com`.toLowerCase(),
  }
}
