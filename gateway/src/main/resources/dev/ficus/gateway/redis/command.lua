-- Carries out one command, unless it is taken up too late.
-- KEYS: the key   ARGV: deadline (ms, Redis' clock), command, then its arguments after the key
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
return {'OK', now, redis.call(ARGV[2], KEYS[1], unpack(ARGV, 3))}
