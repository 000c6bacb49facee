-- Changes the routing state if it still is at the expected revision, and says so to the fleet.
-- KEYS: routing hash, audit stream
-- ARGV: deadline (ms, Redis' clock), expected number, expected id, new number, new id,
--       '1' to forget all other routes, audit event, channel, then (op, route id, document) ...
--       op 's' stamps the document with Redis' time, 'k' keeps it as it is, 'd' forgets the route.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE'}
end
local current = redis.call('HMGET', KEYS[1], '#rev', '#id', '#parent')
local number = current[1] or '0'
local id = current[2] or ''
if number ~= ARGV[2] or id ~= ARGV[3] then
  return {'STALE', number, id, current[3] or ''}
end
if ARGV[6] == '1' then
  redis.call('DEL', KEYS[1])
end
for i = 9, #ARGV, 3 do
  local field = 'r:' .. ARGV[i + 1]
  if ARGV[i] == 'd' then
    redis.call('HDEL', KEYS[1], field)
  elseif ARGV[i] == 's' then
    redis.call('HSET', KEYS[1], field, '{"changedAt":' .. string.format('%.0f', now) .. string.sub(ARGV[i + 2], 15))
  else
    redis.call('HSET', KEYS[1], field, ARGV[i + 2])
  end
end
redis.call('HSET', KEYS[1], '#v', '1', '#rev', ARGV[4], '#id', ARGV[5], '#parent', id)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'event', ARGV[7])
redis.call('PUBLISH', ARGV[8], ARGV[4])
return {'OK', id}
