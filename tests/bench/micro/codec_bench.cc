// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// msgpack of a check's configuration and state, as sent over the plugin connection.

#include <string>
#include <utility>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "provider/cty/msgpack.h"
#include "provider/schema/schema.h"

namespace provider::testing {
namespace {

const cty::Type& CheckType() { return schema::Embedded().data_sources.at("cts_bucket_check").type; }

cty::Value Text(std::string text) { return cty::Value::String(std::move(text)); }

cty::Value Result(std::int64_t number) {
  return cty::Value::Object(
      {{"bucket_name", Text(fmt::format("audit-traces-{:05}", number))},
       {"bucket_location", Text("eu-west-0")},
       {"kms_id", cty::Value::Null()},
       {"is_support_trace_files_encryption", cty::Value::Bool(false)},
       {"check_bucket_response", cty::Value::Object({{"success", cty::Value::Bool(true)},
                                                     {"response_code", cty::Value::Integer(200)},
                                                     {"error_code", Text("")},
                                                     {"error_message", Text("")}})},
       {"message", cty::Value::Null()}});
}

cty::Value State(std::int64_t count) {
  cty::Value::Elements buckets;
  cty::Value::Elements results;
  for (std::int64_t i = 0; i < count; ++i) {
    buckets.push_back(
        cty::Value::Object({{"bucket_name", Text(fmt::format("audit-traces-{:05}", i))},
                            {"bucket_location", Text("eu-west-0")}}));
    results.push_back(Result(i));
  }
  return cty::Value::Object({{"buckets", cty::Value::List(std::move(buckets))},
                             {"results", cty::Value::List(std::move(results))}});
}

void MsgpackDecode(benchmark::State& state) {
  const auto bytes = cty::EncodeMsgpack(State(state.range(0)), CheckType()).value();
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(cty::DecodeMsgpack(bytes, CheckType()).value());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(MsgpackDecode)->Arg(1)->Arg(1'000)->Arg(10'000);

void MsgpackEncode(benchmark::State& state) {
  const auto value = State(state.range(0));
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(cty::EncodeMsgpack(value, CheckType()).value());
  }
}
BENCHMARK(MsgpackEncode)->Arg(1)->Arg(1'000)->Arg(10'000);

}  // namespace
}  // namespace provider::testing
