import { type Codes, look, remedy } from '../entry.ts'

const pod = look('see the Redis pod', 'kubectl', 'get', 'pods', '-n', 'joelclaw', 'redis-0')
const listener = look('see who listens', 'lsof', '-nP', '-iTCP:{port}', '-sTCP:LISTEN')
const ping = look('ask Redis itself', 'redis-cli', '-h', '{host}', '-p', '{port}', 'PING')
const again = ['firstfault diagnose --only redis']

/** What to do about a Redis that lives in the cluster and is forwarded to this machine. */
const forwarded = remedy(
  'Look at the pod first, then at the forwarded port. The gateway reconnects by itself; a restart deletes its waiting events.',
  pod,
  listener,
)

/** What is wrong with the server itself: transport, writes, room, and what its keys hold. */
export const redisServer = {
  'redis.refused': {
    title: 'Nobody listens on the Redis port',
    meaning: 'Events, the durable queue and replay stand still until Redis is back.',
    cause:
      'Nothing takes a connection at {host}:{port}: Redis is down, or the forwarding of its port is gone.',
    remedy: remedy('Start Redis or its port forwarding.', listener),
    bySystem: { joelclaw: forwarded },
    verify: again,
  },
  'redis.name-unknown': {
    title: 'The host name of Redis is not known',
    meaning: 'Nobody on this machine can find Redis under the configured name.',
    cause: 'The name {host} does not resolve.',
    remedy: remedy(
      'Correct the host in the configuration, or the name service.',
      look('resolve it', 'getent', 'hosts', '{host}'),
    ),
    verify: again,
  },
  'redis.unreachable': {
    title: 'No connection to Redis',
    meaning: 'Events, the durable queue and replay stand still until Redis is back.',
    cause:
      '{host}:{port} does not answer the attempt to connect: host down, firewall, or a full accept queue.',
    remedy: remedy('See whether the host is up and the port is open.', ping),
    bySystem: { joelclaw: forwarded },
    verify: again,
  },
  'redis.silent': {
    title: 'Redis takes connections and says nothing',
    meaning: 'Commands wait without an error, so whoever asks Redis hangs with it.',
    cause:
      'Redis is stopped or blocked by a long command, or the listener at {host}:{port} is a forwarder whose target is gone.',
    remedy: remedy('Find out who listens, then look at Redis behind it.', listener, ping),
    bySystem: { joelclaw: forwarded },
    verify: again,
  },
  'redis.closes': {
    title: 'The Redis port closes every connection',
    meaning: 'Nothing can be asked of Redis; clients reconnect for ever.',
    cause:
      'The listener at {host}:{port} is a forwarder whose target is gone, or Redis has no room for another client.',
    remedy: remedy('Find out who listens, then look at Redis behind it.', listener),
    bySystem: { joelclaw: forwarded },
    verify: again,
  },
  'redis.not-redis': {
    title: 'Something else answers on the Redis port',
    meaning: 'The gateway talks to the wrong program; no event is stored.',
    cause: 'The listener at {host}:{port} ({listener}) does not speak the Redis protocol, or wants TLS.',
    remedy: remedy('Move or stop that program, or correct the configured port.', listener),
    verify: again,
  },
  'redis.auth-refused': {
    title: 'Redis refuses our credentials',
    meaning:
      'Redis is there and wants a password or another user. Whether the gateway has the right one is not known from here.',
    cause: 'Redis at {host}:{port} asks for a password that is missing or wrong.',
    remedy: remedy(
      'Name the password in the configuration (redis.password), and compare it with what the gateway uses.',
    ),
    verify: again,
  },
  'redis.loading': {
    title: 'Redis is loading its data',
    meaning: 'It refuses every command until its data set is in memory.',
    cause: 'Redis at {host}:{port} was started moments ago; a large data set takes minutes.',
    remedy: remedy(
      'Wait and look again.',
      look('walk again until it is ready', 'firstfault', 'diagnose', '--wait', '60s'),
    ),
    verify: again,
  },
  'redis.replica': {
    title: 'This Redis is a read-only replica',
    meaning: 'Writes are refused: no event and no message can be stored.',
    cause: '{host}:{port} follows another Redis after a failover or a wrong configuration.',
    remedy: remedy(
      'Point the gateway to the primary, or promote this one.',
      look('see its role', 'redis-cli', '-h', '{host}', '-p', '{port}', 'ROLE'),
    ),
    verify: again,
  },
  'redis.slow': {
    title: 'Redis answers slowly',
    meaning: 'Every step of a message that touches Redis is late.',
    cause:
      'Our commands took {ms} ms: a long command, swapping, a slow disk under appendonly, or a slow tunnel.',
    remedy: remedy(
      'Look for long commands.',
      look('see the slow ones', 'redis-cli', '-h', '{host}', '-p', '{port}', 'SLOWLOG', 'GET', '10'),
    ),
    verify: again,
  },
  'redis.eviction-near': {
    title: 'Redis is close to evicting keys',
    meaning: 'Under this policy any key can vanish, also the message stream and waiting events.',
    cause: '{percent} % of maxmemory is used and the policy is {policy}.',
    remedy: remedy(
      'Free memory or raise maxmemory; a queue wants the policy noeviction or volatile-lru.',
      look('find what is large', 'redis-cli', '-h', '{host}', '-p', '{port}', '--bigkeys'),
    ),
    verify: again,
  },
  'redis.memory-full': {
    title: 'Redis has no memory left for writes',
    meaning: 'Writes are refused (OOM): no event and no message can be stored.',
    cause: '{percent} % of maxmemory is used and the policy is {policy}, so nothing makes room.',
    remedy: remedy(
      'Free memory or raise maxmemory.',
      look('find what is large', 'redis-cli', '-h', '{host}', '-p', '{port}', '--bigkeys'),
    ),
    verify: again,
  },
  'redis.keys-evicted': {
    title: 'Redis has evicted keys',
    meaning: 'Since its start Redis dropped keys to make room; messages may have been among them.',
    cause: '{evicted} keys were evicted under the policy {policy}.',
    remedy: remedy(
      'Give Redis more memory if the number grows.',
      look('watch the number', 'redis-cli', '-h', '{host}', '-p', '{port}', 'INFO', 'stats'),
    ),
    verify: again,
  },
  'redis.writes-refused': {
    title: 'Redis refuses writes because it cannot save',
    meaning: 'Writes get the error MISCONF: no event and no message can be stored.',
    cause: 'The last save to disk failed ({what}): disk full, no permission, or no memory for the fork.',
    remedy: remedy(
      'Make room on its disk and let it save again.',
      look('see the state of saving', 'redis-cli', '-h', '{host}', '-p', '{port}', 'INFO', 'persistence'),
    ),
    verify: again,
  },
  'redis.wrong-type': {
    title: 'A key holds another type than the gateway expects',
    meaning: 'Every command of the gateway on this key fails; what it is for does not work.',
    cause: 'Another program or a hand wrote {key}.',
    remedy: remedy(
      'Find out who wrote it; move it away at a quiet moment.',
      look('see its type', 'redis-cli', '-h', '{host}', '-p', '{port}', 'TYPE', '{key}'),
    ),
    verify: again,
  },
  'redis.command-refused': {
    title: 'Redis refuses a read-only command',
    meaning: "Part of the gateway's state in Redis cannot be seen.",
    cause: 'The command for {key} failed: {error}.',
    remedy: remedy('Give this user the right to read, or repair what the error names.'),
    verify: again,
  },
} as const satisfies Codes<'redis'>
