-- Gives a worker messages to deliver, within the fleet's rate and concurrency.
-- ARGV: deadline, subscriber, how many at most, duration (ms), concurrency, interval of the rate
--   (microseconds) or 0, how often a lease may lapse, how many bytes at once
-- Answer: 'OK', now, OPEN, PAUSED, DETACHED or UNKNOWN, how long to wait (ms), 1 if crowded, then for
--   each message: id, document, epoch, attempt, side or '-', when the lease lapses
local name, most = ARGV[2], tonumber(ARGV[3])
local concurrency, interval = tonumber(ARGV[5]), tonumber(ARGV[6])
local subscriber = root .. 's:' .. name
local leased, retry, replay = root .. 'leased:' .. name, root .. 'retry:' .. name, root .. 'replay:' .. name
local words = redis.call('HMGET', subscriber, 'state', 'paused', 'tat', 'epoch', 'taken', 'joined',
  'side')
local IDLE = 60000

if not words[1] then
  return {'OK', now, 'UNKNOWN', 1000, 0}
elseif words[1] == 'detached' then
  return {'OK', now, 'DETACHED', IDLE, 0}
elseif words[2] then
  return {'OK', now, 'PAUSED', IDLE, 0}
end

insist()
-- Whoever let a lease lapse is gone, or has been too slow to say that it is not.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', leased, '-inf', now, 'LIMIT', 0, 200)) do
  local text = field(id, 'u:' .. name)
  if text then
    local state = parse(text)
    state.lapses = state.lapses + 1
    if state.lapses >= tonumber(ARGV[7]) then
      bury(name, id, state, 'lease lapsed ' .. whole(state.lapses) .. ' times without a verdict', '')
    else
      state.epoch = 0
      state.reason = 'lease lapsed without a verdict'
      save(name, id, state)
      redis.call('ZADD', retry, redis.call('ZSCORE', leased, id), id)
    end
  end
  redis.call('ZREM', leased, id)
end

local held = redis.call('ZCARD', leased)
local free = math.min(most, concurrency - held)
local crowded = concurrency - held < most

-- A token bucket as the time at which it would be empty (GCRA, ITU-T I.371); a tenth of a second's
-- worth may come at once.
local BURST = 100000
local tat = math.max(tonumber(words[3]) or 0, micros)
if tat > micros + interval + BURST + 60000000 then
  tat = micros
end
local throttled = -1
if interval > 0 then
  local permits = 0
  if tat <= micros + BURST then
    permits = math.floor((micros + BURST - tat) / interval) + 1
  end
  if permits < free then
    free = permits
    throttled = math.max(1, math.ceil((tat + permits * interval - micros - BURST) / 1000))
  end
end

-- Greater than all before, also if Redis has lost what they were.
local epoch = math.max(tonumber(words[4]) or 0, micros)
local taken = tonumber(words[5]) or 0
local joined, generation = words[6] or '', words[7] or '0'
local room = tonumber(ARGV[8])
local given, bytes = 0, 0
local full = false
local batch = {}

-- One more message; false if it does not need to be delivered.
local function give(id)
  local fields = redis.pcall('HMGET', root .. 'm:' .. id, 'd', 'u:' .. name)
  if fields.err or not fields[1] or not fields[2] then
    return false
  end
  bytes = bytes + #fields[1]
  local state = parse(fields[2])
  epoch = epoch + 1
  state.epoch = epoch
  state.attempts = state.attempts + 1
  local ends = whole(now + tonumber(ARGV[4]))
  save(name, id, state)
  redis.call('ZADD', leased, ends, id)
  for _, word in ipairs({id, fields[1], whole(epoch), whole(state.attempts),
      state.generation == generation and state.side or '-', ends}) do
    batch[#batch + 1] = word
  end
  given = given + 1
  full = bytes >= room
  return true
end

local function giveFrom(set, upTo)
  if given >= free or full then
    return
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', upTo, 'LIMIT', 0, free - given)) do
    if full then
      return
    end
    give(id)
    redis.call('ZREM', set, id)
  end
end

-- Whether an entry came no later than another one.
local function precedes(entry, other)
  local a, b = string.match(entry, '^(%d+)-(%d+)$')
  local c, d = string.match(other, '^(%d+)-(%d+)$')
  a, b, c, d = tonumber(a), tonumber(b), tonumber(c), tonumber(d)
  return a < c or a == c and b <= d
end

local function trim()
  local slowest
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    for i = 1, #group, 2 do
      if group[i] == 'last-delivered-id' and (not slowest or precedes(group[i + 1], slowest)) then
        slowest = group[i + 1]
      end
    end
  end
  if slowest then
    redis.call('XTRIM', stream, 'MINID', '~', slowest)
  end
end

local dry = false
local function giveNew()
  local before = taken
  local rounds = 0
  -- Entries that are not this subscriber's are passed over, a bounded number at a time.
  while given < free and not full and not dry and rounds < 20 do
    rounds = rounds + 1
    local ask = free - given
    if rounds > 1 then
      ask = math.max(ask, 50)
    end
    local read = redis.call('XREADGROUP', 'GROUP', name, '-', 'COUNT', ask, 'NOACK', 'STREAMS',
      stream, '>')
    local entries = read and read[1] and read[1][2] or {}
    dry = #entries < ask
    for _, entry in ipairs(entries) do
      local id = entry[2] and entry[2][2]
      local old = joined ~= '' and precedes(entry[1], joined)
      local mine = id and field(id, 'u:' .. name)
      if old then
        taken = taken + 1
        if id and not mine and field(id, 'e') then
          save(name, id, {attempts = 0, lapses = 0, epoch = 0, generation = '0', side = '-', reason = ''})
          mine = true
        end
      elseif mine then
        taken = taken + 1
      end
      if mine then
        if given >= free or full then
          redis.call('ZADD', retry, whole(now), id)
        else
          give(id)
        end
      end
    end
  end
  if taken > before then
    redis.call('HSET', subscriber, 'taken', whole(taken))
    if math.floor(taken / 128) > math.floor(before / 128) or dry then
      trim()
    end
  end
end

if free > 0 then
  giveFrom(retry, whole(now))
  if given < free and not full then
    giveNew()
  end
  giveFrom(replay, '+inf')
  if given > 0 then
    redis.call('HSET', subscriber, 'epoch', whole(epoch))
    if interval > 0 then
      redis.call('HSET', subscriber, 'tat', whole(tat + given * interval))
    end
  end
end

-- When there will be something: the next attempt, the next lapse, the next token.
local wait = IDLE
if full or free > 0 and given == free and not crowded and throttled < 0 then
  wait = 1
elseif throttled >= 0 and given >= free then
  wait = throttled
else
  local due = redis.call('ZRANGE', retry, 0, 0, 'WITHSCORES')
  if due[2] and not (crowded and given >= free) then
    wait = math.max(1, math.min(wait, tonumber(due[2]) - now))
  end
  local lapse = redis.call('ZRANGE', leased, 0, 0, 'WITHSCORES')
  if lapse[2] then
    wait = math.max(1, math.min(wait, tonumber(lapse[2]) - now + 1))
  end
  if not dry and not crowded and free > given then
    wait = 1
  end
end
if dry and redis.call('HGET', meta, 'idle') ~= '1' then
  redis.call('HSET', meta, 'idle', '1')
end
local answer = {'OK', now, 'OPEN', wait, crowded and 1 or 0}
for _, word in ipairs(batch) do
  answer[#answer + 1] = word
end
return answer
