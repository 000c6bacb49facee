-- Takes or keeps the lease of who drives plans.
-- KEYS: driver
-- ARGV: deadline (ms, Redis' clock), instance id, for how long (ms)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[2] then
  return {'TAKEN', now}
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return {'OK', now}
