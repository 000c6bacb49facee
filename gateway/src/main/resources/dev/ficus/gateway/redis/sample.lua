-- Keeps a sample of a difference; all of a route's samples expire together.
-- KEYS: hash of samples
-- ARGV: deadline (ms, Redis' clock), for how long they are kept (ms), field, document
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'OK', now}
