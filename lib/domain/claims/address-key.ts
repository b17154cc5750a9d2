/** An address as it is counted by: whoever has an IPv6 network has 2^64 addresses, so that its first 64 bits stand for all. */

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** IPv4 as it is, of IPv6 the network in one spelling: `2001:db8:0:1::/64`. */
export function addressKey(address: string): string {
  const plain = MAPPED.exec(address)?.[1] ?? address
  if (!plain.includes(':')) return plain
  const [head = '', tail = ''] = plain.replace(/%.*$/, '').toLowerCase().split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail.split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = plain.includes('::') ? [...before, ...zeros, ...after] : before
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}
