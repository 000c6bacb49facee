-- Takes an instance out.
-- KEYS: heartbeats, instances   ARGV: instance id
redis.call('ZREM', KEYS[1], ARGV[1])
return {redis.call('HDEL', KEYS[2], ARGV[1])}
