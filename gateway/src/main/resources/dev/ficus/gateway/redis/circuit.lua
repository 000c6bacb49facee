-- Adds calls up, decides, and changes circuits; all of it at once, and by Redis' clock.
-- KEYS: hash of circuits, audit stream, then the hash of calls of each circuit that is named
-- ARGV: deadline (ms, Redis' clock), channel, an id for the new state of things, operation, and
--   report: (name, known, window, bucket, openForMax, epoch, calls, failures, slow, declared mode,
--           minimumCalls, failureRate, failures, slowRate, openFor, jitter) for each circuit
--   others: name, known, window, bucket, openForMax, then
--     acquire: owner, how long (ms), declared mode, when the next may be had if this one is lost
--     renew:   owner, epoch, token, how long
--     release: owner, epoch, token, when the next may be had
--     result:  owner, epoch, token, '1' for success, probes, openFor, jitter
--     mode:    the operator's word or '', audit event
-- Times are in ms, rates in hundredths of a percent or -1, jitter in the same by how much longer;
-- 'known' is the caller's document, which is put back if Redis has lost it.
-- Answer: 'OK', now, then for each circuit: document or '', calls, failures, slow, and 1 if it is to
-- be asked again; for acquire and renew the lease's token or 0 comes last.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
local operation = ARGV[4]
local answer = {'OK', now}
local changed = false

-- Instances report every 100 ms: before all have, the first to report would decide alone.
local HEARD_ALL = 250

local function whole(number)
  return string.format('%.0f', number)
end

local function save(name, circuit)
  redis.call('HSET', KEYS[1], 'c:' .. name, cjson.encode(circuit))
  changed = true
end

local function letGo(circuit)
  circuit.owner = nil
  circuit.leaseUntil = 0
end

local FRESH = {v = 1, phase = 'closed', epoch = 0, openUntil = 0, leaseUntil = 0, trips = 0,
  successes = 0, token = 0, changedAt = 0}

-- What is no document of a circuit is as good as none: it must not stop those it is reported with.
local function read(name)
  local readable, circuit = pcall(cjson.decode, redis.call('HGET', KEYS[1], 'c:' .. name) or '{}')
  if not readable or type(circuit) ~= 'table' then
    circuit = {}
  end
  for field, value in pairs(FRESH) do
    if type(circuit[field]) ~= type(value) then
      circuit[field] = value
    end
  end
  if type(circuit.mode) ~= 'string' then
    circuit.mode = nil
  end
  return circuit
end

local function load(name, known, openForMax)
  local circuit = read(name)
  if known ~= '' then
    local mine = cjson.decode(known)
    if mine.epoch > circuit.epoch then
      mine.openUntil = math.min(mine.openUntil, now + openForMax)
      mine.token = circuit.token
      letGo(mine)
      save(name, mine)
      return mine
    end
  end
  -- After a failover to a clock that is far behind, no pause is to last until that has caught up.
  if circuit.openUntil > now + 2 * openForMax then
    circuit.openUntil = now
  end
  if circuit.leaseUntil > now + 60000 then
    letGo(circuit)
  end
  return circuit
end

local function begin(circuit, phase, calls)
  circuit.phase = phase
  circuit.epoch = circuit.epoch + 1
  circuit.successes = 0
  circuit.changedAt = now
  letGo(circuit)
  redis.call('DEL', calls)
end

local function open(circuit, calls, openFor, openForMax, jitter)
  circuit.trips = circuit.trips + 1
  local pause = math.min(openFor * 2 ^ math.min(circuit.trips - 1, 40), openForMax)
  begin(circuit, 'open', calls)
  circuit.openUntil = math.floor(now + pause + pause * jitter / 10000)
end

local function close(circuit, calls)
  begin(circuit, 'closed', calls)
  circuit.trips = 0
  circuit.openUntil = 0
end

-- The calls of the window, those of one more batch added to the running bucket; and since when
-- there have been any.
local function count(calls, window, bucket, batch)
  local fields = redis.pcall('HGETALL', calls)
  if fields.err then
    redis.call('DEL', calls)
    fields = {}
  end
  local current = now - now % bucket
  local sum = {batch[1], batch[2], batch[3]}
  local running = {batch[1], batch[2], batch[3]}
  local stale = {}
  local since, live = now, false
  for i = 1, #fields, 2 do
    local start = tonumber(fields[i])
    if not start then
      since = math.min(now, tonumber(fields[i + 1]))
    elseif start <= now - window or start > now then
      stale[#stale + 1] = fields[i]
    else
      local part = 0
      live = true
      for number in string.gmatch(fields[i + 1], '%d+') do
        part = part + 1
        sum[part] = sum[part] + number
        if start == current then
          running[part] = running[part] + number
        end
      end
    end
  end
  if #stale > 0 then
    redis.call('HDEL', calls, unpack(stale))
  end
  if not live then
    since = now
  end
  if batch[1] > 0 then
    local text = whole(running[1]) .. ' ' .. whole(running[2]) .. ' ' .. whole(running[3])
    redis.call('HSET', calls, whole(current), text, 'since', whole(since))
    redis.call('PEXPIRE', calls, whole(window + bucket))
  end
  return sum, since
end

local function reaches(part, all, rate)
  return rate >= 0 and part > 0 and part * 10000 >= all * rate
end

local function tell(circuit, sum, undecided)
  answer[#answer + 1] = circuit.epoch > 0 and cjson.encode(circuit) or ''
  for part = 1, 3 do
    answer[#answer + 1] = sum[part]
  end
  answer[#answer + 1] = undecided and 1 or 0
end

local function report(base, calls)
  local words = {}
  for i = 3, 16 do
    words[i] = tonumber(ARGV[base + i])
  end
  local name = ARGV[base + 1]
  local circuit = load(name, ARGV[base + 2], words[5])
  local batch = {0, 0, 0}
  if words[6] == circuit.epoch then
    batch = {words[7], words[8], words[9]}
  end
  local sum, since = count(calls, words[3], words[4], batch)
  local mode = circuit.mode or ARGV[base + 10]
  local undecided = false
  if words[6] == circuit.epoch and mode == 'auto' and circuit.phase == 'closed' then
    local enough = sum[1] >= words[11]
    if words[13] > 0 and sum[2] >= words[13]
        or enough and (reaches(sum[2], sum[1], words[12]) or reaches(sum[3], sum[1], words[14])) then
      undecided = now - since < HEARD_ALL
      if not undecided then
        open(circuit, calls, words[15], words[5], words[16])
        save(name, circuit)
      end
    end
  end
  tell(circuit, sum, undecided)
end

local function holds(circuit, owner, epoch, token)
  return circuit.owner == owner and circuit.epoch == tonumber(epoch)
    and circuit.token == tonumber(token) and circuit.leaseUntil > now
end

local single = {}

function single.acquire(circuit)
  local mode = circuit.mode or ARGV[12]
  if mode ~= 'auto' or circuit.phase == 'closed' or now < circuit.openUntil
      or now < circuit.leaseUntil then
    return 0
  end
  if circuit.owner then
    -- Whoever had it is gone without a word, so nobody can say that successes came in a row.
    circuit.successes = 0
  end
  if circuit.phase == 'open' then
    circuit.phase = 'half-open'
    circuit.changedAt = now
  end
  circuit.owner = ARGV[10]
  -- Greater than all before, also if Redis has lost what they were.
  circuit.token = math.max(circuit.token + 1, now)
  circuit.leaseUntil = now + tonumber(ARGV[11])
  circuit.openUntil = now + tonumber(ARGV[13])
  save(ARGV[5], circuit)
  return circuit.token
end

function single.renew(circuit)
  if not holds(circuit, ARGV[10], ARGV[11], ARGV[12]) then
    return 0
  end
  circuit.leaseUntil = now + tonumber(ARGV[13])
  redis.call('HSET', KEYS[1], 'c:' .. ARGV[5], cjson.encode(circuit))
  return circuit.token
end

function single.release(circuit)
  if holds(circuit, ARGV[10], ARGV[11], ARGV[12]) then
    letGo(circuit)
    circuit.openUntil = now + tonumber(ARGV[13])
    save(ARGV[5], circuit)
  end
end

function single.result(circuit)
  if not holds(circuit, ARGV[10], ARGV[11], ARGV[12]) then
    return
  end
  if ARGV[13] == '0' then
    open(circuit, KEYS[3], tonumber(ARGV[15]), tonumber(ARGV[9]), tonumber(ARGV[16]))
  elseif circuit.successes + 1 >= tonumber(ARGV[14]) then
    close(circuit, KEYS[3])
  else
    circuit.successes = circuit.successes + 1
    circuit.openUntil = now
    letGo(circuit)
  end
  save(ARGV[5], circuit)
end

function single.mode(circuit)
  local word = ARGV[10]
  if (circuit.mode or '') ~= word then
    -- First what could fail.
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'event', ARGV[11])
    circuit.mode = word ~= '' and word or nil
    close(circuit, KEYS[3])
    save(ARGV[5], circuit)
  end
end

if operation == 'report' then
  for key = 3, #KEYS do
    report(4 + (key - 3) * 16, KEYS[key])
  end
else
  local circuit = load(ARGV[5], ARGV[6], tonumber(ARGV[9]))
  local token = single[operation](circuit)
  local sum = count(KEYS[3], tonumber(ARGV[7]), tonumber(ARGV[8]), {0, 0, 0})
  tell(circuit, sum, false)
  answer[#answer + 1] = token
end
if changed then
  redis.call('HSET', KEYS[1], '#v', '1', '#id', ARGV[3])
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
return answer
