/** Letters of other alphabets that cannot be told from hex digits and PIN characters in print. */
const FOREIGN: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  С: 'C',
  Е: 'E',
  Н: 'H',
  К: 'K',
  М: 'M',
  О: 'O',
  Р: 'P',
  Т: 'T',
  Х: 'X',
  а: 'a',
  с: 'c',
  е: 'e',
  о: 'o',
  Α: 'A',
  Β: 'B',
  Ε: 'E',
  Ζ: 'Z',
  Ο: 'O',
}

/** Text without what nobody sees: full-width and Cyrillic letters, long dashes, blanks without width. */
export const foldLetters = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200B-\u200F\u2060\uFEFF\u00AD]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u0370-\u04FF]/g, (letter) => FOREIGN[letter] ?? letter)
    .trim()
