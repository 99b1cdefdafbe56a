import { type Faults, fails, warns } from './fault.ts'

/** Redis itself, where nothing above it noticed. */
export const redisFaults: Faults = {
  'redis-forward-silent': {
    title: 'the forward to Redis takes connections and leads nowhere',
    expect: warns('redis-degraded'),
    sees: ['substrate.listener-dead', 'redis.silent'],
    apply: (lab) => lab.forward.become('silent'),
  },
  'redis-not-redis': {
    title: 'something else answers on the Redis port',
    expect: warns('redis-degraded'),
    sees: ['redis.not-redis'],
    apply: (lab) => lab.forward.become('http'),
  },
  'redis-wrong-type': {
    title: "the stream's key holds a text",
    expect: fails('redis', 'redis.wrong-type', null),
    args: ['--e2e', 'none'],
    apply: async (lab) => {
      await lab.redis.del('joelclaw:gateway:messages')
      await lab.redis.set('joelclaw:gateway:messages', 'not a stream')
    },
  },
  'redis-replica': {
    title: 'Redis has become a read-only replica',
    expect: fails('redis', 'redis.replica', null),
    args: ['--e2e', 'none'],
    apply: async (lab) => void (await lab.redis.call('REPLICAOF', '127.0.0.1', '1')),
  },
  'redis-config-broken': {
    title: 'the stored configuration is no JSON; the next start takes defaults',
    expect: warns(),
    sees: ['redis.config-broken'],
    apply: async (lab) => void (await lab.redis.set('joelclaw:gateway:config', '{"model": ')),
  },
  'redis-model-unknown': {
    title: 'the stored model is none that the gateway knows',
    expect: warns(),
    sees: ['redis.model-unknown'],
    apply: async (lab) =>
      void (await lab.redis.set('joelclaw:gateway:config', JSON.stringify({ model: 'claude-opus-9' }))),
  },
}
