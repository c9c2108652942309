// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

func types() (out []string) {
	leaf := []cty.Type{cty.String, cty.Number, cty.Bool, cty.DynamicPseudoType}
	for _, ty := range leaf {
		for _, t := range []cty.Type{
			ty, cty.List(ty), cty.Set(ty), cty.Map(ty), cty.EmptyTuple, cty.EmptyObject,
			cty.Tuple([]cty.Type{ty, cty.List(ty), cty.String}),
			cty.Object(map[string]cty.Type{"b": ty, "a": cty.Map(cty.Set(ty)), "": ty}),
			cty.Object(map[string]cty.Type{"a<b>&\"\\\u2028é": ty, "\x01\n\b\x7f": ty}),
			cty.List(cty.Tuple([]cty.Type{cty.Object(map[string]cty.Type{"x": cty.EmptyObject})})),
		} {
			out = append(out, typeJSON(t))
		}
	}
	return out
}

func numbers() (out []vector) {
	for _, text := range []string{
		"0", "1", "3", "127", "128", "200", "255", "256", "65535", "65536", "4294967295", "4294967296",
		"9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616",
		"-1", "-32", "-33", "-128", "-129", "-200", "-32768", "-32769", "-2147483648", "-2147483649",
		"-9223372036854775808", "-9223372036854775809",
		"0.1", "-0.1", "0.5", "-0.5", "1.5", "2.25", "0.25", "1e30", "-1e30", "1e-30", "1.50e2", "0.30",
		"123456789.123456789", "3.0", "1e400", "1e-400", "0.000001", "5e-324", "1e300",
		"179769313486231570000000000000000000000", "0.15", "0.125", "1234567.890625",
		"3.14159265358979323846264338327950288419716939937510582097494459",
	} {
		out = append(out, value(cty.MustParseNumberVal(text), cty.Number))
	}
	for _, f := range []float64{
		0.1, 0.5, 3, 1e15, 1e16, 1e19, 1e22, 1e30, -1e30, 1e300, math.MaxFloat64, 5e-324, 2.5e-308, math.Pi,
		-math.Pi, 1 << 62, 1 << 63, -(1 << 63), 1 << 64, 4503599627370497.5, math.Inf(1), math.Inf(-1),
	} {
		out = append(out, value(cty.NumberFloatVal(f), cty.Number))
	}
	return out
}

func texts() (out []vector) {
	for _, text := range []string{
		"", "a", "true", "1", "é", "e\u0301", "日本語", "😀", "a\x00b", "\b\f\n\r\t\x1b\x7f\"\\/",
		"<a href=\"x\">&</a>", "\u2028\u2029\u2027", "${x}", "\ufffd\uffff",
		strings.Repeat("x", 31), strings.Repeat("x", 32), strings.Repeat("x", 255), strings.Repeat("x", 256),
	} {
		out = append(out, value(cty.StringVal(text), cty.String))
	}
	return append(out, value(cty.True, cty.Bool), value(cty.False, cty.Bool))
}

func unknowns() (out []vector) {
	list := cty.List(cty.String)
	object := cty.Object(map[string]cty.Type{"a": cty.String, "b": cty.Bool})
	for _, ty := range []cty.Type{
		cty.String, cty.Number, cty.Bool, cty.DynamicPseudoType, list, cty.Set(cty.Number), cty.Map(cty.Bool),
		object, cty.Tuple([]cty.Type{cty.String}),
	} {
		out = append(out, value(cty.NullVal(ty), ty), value(cty.UnknownVal(ty), ty))
		out = append(out, value(cty.NullVal(ty), cty.DynamicPseudoType))
		out = append(out, value(cty.UnknownVal(ty), cty.DynamicPseudoType))
		if ty != cty.DynamicPseudoType {
			out = append(out, value(cty.UnknownVal(ty).RefineNotNull(), ty))
		}
	}
	text := func() *cty.RefinementBuilder { return cty.UnknownVal(cty.String).Refine().NotNull() }
	number := func() *cty.RefinementBuilder { return cty.UnknownVal(cty.Number).Refine() }
	for _, val := range []cty.Value{
		text().StringPrefixFull("ab").NewValue(),
		text().StringPrefixFull(strings.Repeat("é", 120)).NewValue(),
		text().StringPrefixFull(strings.Repeat("x", 400)).NewValue(),
		number().NumberRangeLowerBound(cty.NumberIntVal(3), true).NewValue(),
		number().NumberRangeInclusive(cty.MustParseNumberVal("0.1"), cty.MustParseNumberVal("1e30")).NewValue(),
		number().NotNull().NumberRangeUpperBound(cty.NumberFloatVal(-0.5), false).NewValue(),
		cty.UnknownVal(list).Refine().NotNull().CollectionLengthLowerBound(1).CollectionLengthUpperBound(3).NewValue(),
		cty.UnknownVal(cty.Map(cty.Bool)).Refine().CollectionLengthUpperBound(70000).NewValue(),
	} {
		out = append(out, value(val, val.Type()), value(val, cty.DynamicPseudoType))
		out = append(out, value(cty.ListVal([]cty.Value{val, cty.NullVal(val.Type())}), cty.List(val.Type())))
	}
	return append(out, value(cty.ObjectVal(map[string]cty.Value{
		"a": cty.NullVal(cty.String), "b": cty.True,
	}), object))
}

func collections() (out []vector) {
	dynamic := cty.DynamicPseudoType
	strs := func(n int) (vals []cty.Value) {
		for i := range n {
			vals = append(vals, cty.StringVal(fmt.Sprintf("%03d", i*7%n)))
		}
		return vals
	}
	mapOf := func(vals []cty.Value) map[string]cty.Value {
		m := map[string]cty.Value{}
		for i, v := range vals {
			m[fmt.Sprintf("k%d", i)] = v
		}
		return m
	}
	for _, n := range []int{1, 2, 15, 16, 40, 300} {
		out = append(out,
			value(cty.ListVal(strs(n)), cty.List(cty.String)),
			value(cty.SetVal(strs(n)), cty.Set(cty.String)),
			value(cty.MapVal(mapOf(strs(n))), cty.Map(cty.String)),
			value(cty.TupleVal(strs(n)), dynamic),
			value(cty.ObjectVal(mapOf(strs(n))), dynamic),
			value(cty.ListVal(strs(n)), cty.List(dynamic)),
			value(cty.MapVal(mapOf(strs(n))), cty.Map(dynamic)))
	}
	for _, ty := range []cty.Type{cty.String, dynamic, cty.List(dynamic)} {
		out = append(out,
			value(cty.ListValEmpty(ty), cty.List(ty)), value(cty.SetValEmpty(ty), cty.Set(ty)),
			value(cty.MapValEmpty(ty), cty.Map(ty)), value(cty.ListValEmpty(ty), dynamic))
	}
	out = append(out,
		value(cty.EmptyTupleVal, cty.EmptyTuple), value(cty.EmptyObjectVal, cty.EmptyObject),
		value(cty.EmptyTupleVal, dynamic), value(cty.EmptyObjectVal, dynamic),
		value(cty.ListVal([]cty.Value{cty.StringVal("x"), cty.DynamicVal, cty.NullVal(dynamic)}), cty.List(dynamic)),
		value(cty.SetVal([]cty.Value{cty.NumberIntVal(2), cty.UnknownVal(cty.Number)}), cty.Set(cty.Number)))

	deep, deepType := cty.StringVal("x"), cty.String
	for range 60 {
		deep, deepType = cty.ListVal([]cty.Value{deep}), cty.List(deepType)
	}
	return append(out, value(deep, deepType), value(deep, dynamic))
}

// Encodings that go-cty never writes but accepts.
func otherForms() (out []vector) {
	object := cty.Object(map[string]cty.Type{"a": cty.String, "b": cty.Bool})
	for _, c := range []struct {
		packed string
		ty     cty.Type
	}{
		{"cc03", cty.Number}, {"cd0003", cty.Number}, {"cf0000000000000003", cty.Number}, {"d003", cty.Number},
		{"d1ffff", cty.Number}, {"d3ffffffffffffffff", cty.Number}, {"cfffffffffffffffff", cty.Number},
		{"cf8000000000000000", cty.Number}, {"ca3f000000", cty.Number}, {"ca3dcccccd", cty.Number},
		{"cb4008000000000000", cty.Number}, {"cb46293e5939a08cea", cty.Number}, {"cb43e0000000000000", cty.Number},
		{"a3312e30", cty.Number}, {"a3316533", cty.Number}, {"a42b312e35", cty.Number}, {"c403302e31", cty.Number},
		{"a5302e323530", cty.Number}, {"a630652b393939", cty.Number}, {"a430303037", cty.Number},
		{"a531652d3035", cty.Number}, {"cb8000000000000000", cty.Number},
		{"d90161", cty.String}, {"da000161", cty.String}, {"db0000000161", cty.String}, {"c40161", cty.String},
		{"c5000161", cty.String}, {"c60000000161", cty.String},
		{"dc0001a161", cty.List(cty.String)}, {"dd00000001a161", cty.List(cty.String)},
		{"de0001a16101", cty.Map(cty.Number)}, {"df00000001a16101", cty.Map(cty.Number)},
		{"82a16201a16102", cty.Map(cty.Number)}, {"82a16101a16102", cty.Map(cty.Number)},
		{"81c4016101", cty.Map(cty.Number)}, {"82a162c3a161a178", object},
		{"d40500", cty.String}, {"d47f63", object}, {"c70000", cty.String}, {"c70109ff", cty.String},
		{"c80001000a", cty.String}, {"c9000000000c", cty.String}, {"c7020c8001", cty.String}, // trailing bytes in the body
		{"92a822737472696e6722a161", cty.DynamicPseudoType}, {"92d90822737472696e6722a161", cty.DynamicPseudoType},
		{"92c4092264796e616d69632292c40822737472696e6722a161", cty.DynamicPseudoType},
		{"01ff", cty.Number}, // bytes after the value are ignored
	} {
		out = append(out, encoding(must(hex.DecodeString(c.packed)), c.ty))
	}
	return out
}

func refusals() []refusal {
	dynamic := cty.DynamicPseudoType
	object := cty.Object(map[string]cty.Type{"a": cty.String, "b": cty.Bool})
	pair := cty.Tuple([]cty.Type{cty.String, cty.String})
	withDynamic := cty.Object(map[string]cty.Type{"a": dynamic})
	typed := func(ty cty.Type, packed string) string {
		json := typeJSON(ty)
		return fmt.Sprintf("92c4%02x%x%s", len(json), json, packed)
	}
	text, yes := typed(cty.String, "a178"), typed(cty.Bool, "c3")
	return []refusal{
		refused("nothing", "", cty.String),
		refused("a string that ends early", "a361", cty.String),
		refused("a list that ends early", "92a161", cty.List(cty.String)),
		refused("a byte that begins nothing", "c1", cty.String),
		refused("an integer for a string", "01", cty.String),
		refused("a bool for a string", "c3", cty.String),
		refused("a string for a bool", "a474727565", cty.Bool),
		refused("an integer for a bool", "01", cty.Bool),
		refused("a bool for a number", "c3", cty.Number),
		refused("a word for a number", "a3616263", cty.Number),
		refused("an empty text for a number", "a0", cty.Number),
		refused("a hexadecimal number", "a430783130", cty.Number),
		refused("a number with a blank", "a22031", cty.Number),
		refused("two points", "a5312e322e33", cty.Number),
		refused("an exponent without digits", "a23165", cty.Number),
		refused("NaN", "cb7ff8000000000000", cty.Number),
		refused("NaN as float32", "ca7fc00000", cty.Number),
		refused("a map for a list", "80", cty.List(cty.String)),
		refused("a list for a map", "90", cty.Map(cty.String)),
		refused("a list for an object", "90", object),
		refused("a tuple too short", "91a161", pair),
		refused("a tuple too long", "93a161a161a161", pair),
		refused("an attribute too few", "81a161c0", object),
		refused("an attribute too many", "83a161c0a162c3a163c0", object),
		refused("an attribute of another name", "82a161c0a163c3", object),
		refused("a number as the name of an attribute", "8201c0a162c3", object),
		refused("a long ext of a foreign type", "d5050102", cty.String),
		refused("refinements that are no map", "c7020c9001", cty.String),
		refused("a refinement with a text for its key", "c7040c81a161c2", cty.String),
		refused("a nullness that is no bool", "c7030c810101", cty.String),
		refused("a prefix that is no text", "c7030c810201", cty.String),
		refused("a prefix that is no UTF-8", "c7040c8102a1ff", cty.String),
		refused("a bound that is no pair", "c7030c810301", cty.Number),
		refused("a length bound that is a text", "c7040c8105a131", cty.List(cty.String)),
		refused("refinements that end early", "c7030c8201c2", cty.String),
		refused("oversize refinements", "c804010c"+strings.Repeat("80", 1025), cty.String),
		refused("a dynamic value without a type", "a178", dynamic),
		refused("a dynamic value of one part", "91c40822737472696e6722", dynamic),
		refused("a dynamic value of three parts", "93c40822737472696e6722a161a161", dynamic),
		refused("a type that is no JSON", "92c403666f6fa161", dynamic),
		refused("a type of unknown name", "92c40522666f6f22a161", dynamic),
		refused("a value that does not fit its dynamic type", typed(cty.Bool, "a178"), dynamic),
		refused("a list of two types", "92"+text+yes, cty.List(dynamic)),
		refused("a set of two types", "92"+text+yes, cty.Set(dynamic)),
		refused("a map of two types", "82a161"+text+"a162"+yes, cty.Map(dynamic)),
		refused("a list of objects of two types", "9281a161"+text+"81a161"+yes, cty.List(withDynamic)),
		refused("an object without a type beside one with", "9281a161c081a161"+text, cty.List(withDynamic)),
		refused("a null object beside one with a type", "92c081a161"+text, cty.List(withDynamic)),
		refused("an empty list beside one with a type", "929091"+text, cty.List(cty.List(dynamic))),
		refused("a wrapped null of another type", "92"+text+typed(cty.Bool, "c0"), cty.List(dynamic)),
	}
}
