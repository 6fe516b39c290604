import Testing

@testable import Expressions

/// What the standard's cases leave out, and what hatchet relies on.
@Suite struct EvaluationTests {
  @Test(arguments: [
    ("input.size > 100 && input.region == 'eu'", "true"), ("input.size + 1", "251"), ("input.ratio * 2.0", "3.0"),
    ("input.big > 1", "true"), ("input.none == null", "true"), ("input.meta.deep.y", "\"z\""),
    ("input['meta']['x']", "1"), ("input.nope", "error noSuchKey"), ("has(input.nope)", "false"),
    ("has(input.meta.deep) && input.meta.deep.y == 'z'", "true"), ("input.nope == 1 || true", "true"),
    ("true || input.nope == 1", "true"), ("input.nope == 1 && false", "false"), ("input.size.x", "error noOverload"),
    ("input.?nope.orValue('none')", "\"none\""), ("input.?meta.?x.orValue(0)", "1"), ("input.tags[1]", "\"b\""),
    ("input.tags[2]", "error outOfRange"), ("'a' in input.tags", "true"), ("'size' in input", "true"),
    ("event_key.startsWith('order:')", "true"), ("size(input.tags) + count", "5"), ("flags.on", "true"),
  ])
  func data(source: String, expected: String) throws {
    #expect(try Sample.outcome(source) == expected)
  }

  @Test(arguments: [
    ("1 + 2 * 3 - 4 / 2", "5"), ("-7 / 2", "-3"), ("-7 % 2", "-1"), ("7u / 2u", "3"), ("1.0 / 0.0", "\"Infinity\""),
    ("0.0 / 0.0", "\"NaN\""), ("9223372036854775807 + 1", "error outOfRange"), ("1 / 0", "error divisionByZero"),
    ("1 % 0", "error divisionByZero"), ("9223372036854775808", "mistake outOfRange"), ("0xFF", "255"),
    (".5 + 0.5", "1.0"),
    ("1e3", "1000.0"), ("1 < 1.5 && 2u > 1", "true"), ("!true ? 1 : false ? 2 : 3", "3"), ("1 == 1 == true", "true"),
    ("double('1e999')", "error invalidArgument"), ("string(1e21) + string(0.00001)", "\"1e+211e-05\""),
    ("string(1234567.0)", "\"1.234567e+06\""),
    ("int('12x')", "error invalidArgument"), ("uint(-1)", "error outOfRange"),
    ("'\\u00e9' == 'e\\u0301'", "false"), ("'\\ud83d\\ude00'", "\"😀\""), ("size('e\\u0301')", "2"),
    ("'''a\n'b'''", "\"a\\n'b\""), ("r'\\d'", "\"\\\\d\""), ("b'\\xff' + b'a'", "\"/2E=\""),
    ("[1, 2] + [3]", "[1,2,3]"), ("{'a': 1, 'a': 2}", "error invalidArgument"), ("{1: 'a'}[dyn(1.0)]", "\"a\""),
    ("{1.5: 1}", "error noOverload"), ("[[1]] == [[dyn(1.0)]] && [1u] == [dyn(1)]", "true"), ("type(1) == int", "true"),
    ("type(type)", "\"type\""), ("// all\n1 // one", "1"), ("[1, 2,].size()", "2"), ("1 in [1, 'a']", "true"),
  ])
  func language(source: String, expected: String) throws {
    #expect(try Sample.outcome(source) == expected)
  }

  @Test(arguments: [
    ("[3, 1].sort()", "[1,3]"), ("[1, 2, 2, 1u, 1.0, 'a'].distinct()", "[1,2,\"a\"]"),
    ("['b', 'a'].sortBy(x, x)", "[\"a\",\"b\"]"),
    ("[{'n': 2}, {'n': 1}].sortBy(x, x.n).map(x, x.n)", "[1,2]"), ("[1, 'a'].sort()", "error noOverload"),
    ("[[1], [2, [3]]].flatten()", "[1,2,[3]]"), ("[[1], [2, [3]]].flatten(2)", "[1,2,3]"),
    ("[1, 2, 3].slice(1, 3)", "[2,3]"),
    ("lists.range(3)", "[0,1,2]"), ("[1, 2].reverse()", "[2,1]"), ("[].first().hasValue()", "false"),
    ("[7].last().value()", "7"),
    ("[1, 2].exists_one(i, v, v == 2)", "true"), ("['a'].transformMapEntry(i, v, {v: i})", "{\"a\":0}"),
    ("['a', 'a'].transformMapEntry(i, v, {v: i})", "error invalidArgument"),
    ("{'a': 1}.transformMap(k, v, v + 1)", "{\"a\":2}"),
    ("{'a': 1}.transformList(k, v, k + string(v))", "[\"a1\"]"), ("[1, 2, 3].map(x, x > 1, x * 2)", "[4,6]"),
    ("cel.bind(x, 2, x * x)", "4"), ("[1].map(x, [2].map(x, x))", "[[2]]"), ("5.exists(x, true)", "mistake noOverload"),
    ("sets.contains([1, 2], [dyn(2.0)])", "true"), ("sets.equivalent([1, 1], [dyn(1u)])", "true"),
    ("sets.intersects([1], [2])", "false"),
    ("base64.encode(b'hi')", "\"aGk=\""), ("base64.decode('aGk=') == b'hi'", "true"),
    ("base64.decode('a')", "error invalidArgument"),
    ("checksum('abc')", "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""),
    ("optional.none().or(optional.of(1)).value()", "1"), ("optional.none().value()", "error invalidArgument"),
    ("optional.of(1).orValue(1 / 0)", "1"), ("[?optional.none(), 1]", "[1]"), ("{?'a': optional.of(1)}", "{\"a\":1}"),
    ("[optional.of(1), optional.none()].unwrapOpt()", "[1]"), ("optional.of(2).optMap(x, x + 1)", "3"),
  ])
  func collections(source: String, expected: String) throws {
    #expect(try Sample.outcome(source) == expected)
  }

  @Test(arguments: [
    ("'abc'.replace('', '-')", "\"-a-b-c-\""), ("'abc'.replace('', '-', 2)", "\"-a-bc\""),
    ("''.replace('', '-')", "\"-\""),
    ("'aaa'.replace('a', 'b', 2)", "\"bba\""), ("'abc'.split('')", "[\"a\",\"b\",\"c\"]"),
    ("'a,b,c'.split(',', 2)", "[\"a\",\"b,c\"]"),
    ("''.split(',')", "[\"\"]"), ("'a'.split(',', 0)", "[]"), ("['a', 'b'].join()", "\"ab\""),
    ("'abab'.lastIndexOf('ab')", "2"),
    ("'aaab'.indexOf('aab')", "1"), ("'é😀x'.indexOf('x')", "2"), ("'é😀x'.charAt(1)", "\"😀\""),
    ("'abc'.substring(1, 5)", "error outOfRange"),
    ("'a'.indexOf('b', 1)", "error outOfRange"),
    ("'%d %s %.2f %x'.format([1, [1, 'a'], 2.5, 255])", "\"1 [1, a] 2.50 ff\""),
    ("'%s'.format([])", "error invalidArgument"), ("'%'.format([])", "error invalidArgument"),
    ("'%.9999f'.format([1.0])", "error invalidArgument"),
    ("'%e'.format([123456.789])", "\"1.234568e+05\""), ("'%d'.format([2.0])", "\"2\""),
    ("strings.quote('a\"b\\n')", "\"\\\"a\\\\\\\"b\\\\n\\\"\""),
    ("math.greatest(1, 2.5, 2u)", "2.5"), ("math.least([3, 1])", "1"), ("math.greatest([])", "error invalidArgument"),
    ("math.round(2.5) + math.trunc(-1.9)", "2.0"), ("math.sqrt(16)", "4.0"),
    ("math.abs(-9223372036854775808)", "error outOfRange"),
    ("math.bitShiftLeft(1, -1)", "error invalidArgument"), ("math.bitShiftRight(-1, 63)", "1"),
    ("timestamp('2024-02-29T12:00:00.5+01:00')", "\"2024-02-29T11:00:00.5Z\""),
    ("timestamp('2023-02-29T00:00:00Z')", "error invalidArgument"),
    ("timestamp('2024-07-01T22:30:00Z').getDayOfMonth('Europe/Zurich')", "1"),
    ("timestamp('2024-07-01T00:00:00Z').getHours('X/Y')", "error invalidArgument"),
    ("duration('1h30m') + duration('250ms')", "\"5400.25s\""), ("duration('-1.5s')", "\"-1.5s\""),
    ("duration('1d')", "error invalidArgument"),
    ("duration('90s').getMinutes()", "1"), ("timestamp(0) + duration('1s') > timestamp(0)", "true"),
    ("timestamp('2024-01-01T00:00:00Z') - timestamp('2023-12-31T00:00:00Z')", "\"86400s\""),
  ])
  func functions(source: String, expected: String) throws {
    #expect(try Sample.outcome(source) == expected)
  }
}
