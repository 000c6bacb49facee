-- What becomes of a message after an attempt; or leases that are to be held longer.
-- ARGV: deadline, subscriber, operation, and
--   complete: id, epoch, answer        bury:    id, epoch, reason, answer
--   release:  id, epoch, pause (ms)    retry:   id, epoch, pause (ms), reason, side or '-'
--   renew:    duration (ms), then id and epoch of each
-- Answer: 'OK', now, SETTLED, LOST or FINISHED; for renew the new deadline of each, or 0.
local name, operation = ARGV[2], ARGV[3]
local leased = root .. 'leased:' .. name

local function state(id)
  local text = field(id, 'u:' .. name)
  return text and parse(text)
end

insist()
if operation == 'renew' then
  local answer = {'OK', now}
  local ends = now + tonumber(ARGV[4])
  for i = 5, #ARGV, 2 do
    local held = state(ARGV[i])
    local kept = held and held.epoch == tonumber(ARGV[i + 1])
    if kept then
      redis.call('ZADD', leased, whole(ends), ARGV[i])
    end
    answer[#answer + 1] = kept and ends or 0
  end
  return answer
end

local id = ARGV[4]
local held = state(id)
if not held then
  return {'OK', now, 'FINISHED'}
elseif operation == 'complete' then
  redis.call('HINCRBY', root .. 's:' .. name, 'done', 1)
  finish(name, id, 'done', '', ARGV[6])
  return {'OK', now, 'SETTLED'}
elseif held.epoch ~= tonumber(ARGV[5]) then
  return {'OK', now, 'LOST'}
elseif operation == 'bury' then
  bury(name, id, held, ARGV[6], ARGV[7])
  return {'OK', now, 'SETTLED'}
end

held.epoch = 0
if operation == 'retry' then
  -- Whoever says how it went has outlived it.
  held.lapses = 0
  held.reason = ARGV[7]
  if ARGV[8] ~= '-' then
    held.side = ARGV[8]
    held.generation = redis.call('HGET', root .. 's:' .. name, 'side') or '0'
  end
else
  held.attempts = held.attempts - 1
end
save(name, id, held)
redis.call('ZREM', leased, id)
redis.call('ZADD', root .. 'retry:' .. name, whole(now + tonumber(ARGV[6])), id)
return {'OK', now, 'SETTLED'}
