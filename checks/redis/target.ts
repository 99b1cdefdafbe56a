import * as z from 'zod'

/** Where a Redis is, as a configuration writes it. The password is named by its place, never written out. */
export const redisTarget = z.strictObject({
  host: z.string().min(1).default('localhost'),
  port: z.number().int().min(1).max(65_535).default(6379),
  db: z.number().int().min(0).default(0),
  username: z.string().optional(),
  password: z
    .union([
      z.strictObject({ env: z.string() }),
      z.strictObject({ file: z.string(), path: z.array(z.string()).min(1) }),
      z.strictObject({ envFile: z.string(), name: z.string() }),
    ])
    .optional(),
  tls: z.boolean().optional(),
})
