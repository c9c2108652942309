// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One call of checkbucket without the network: its body, its signature, its response.

#include <chrono>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "provider/auth/signer.h"
#include "provider/cts/check_bucket.h"

namespace provider::testing {
namespace {

std::vector<cts::BucketQuery> Queries(std::int64_t count) {
  std::vector<cts::BucketQuery> queries;
  for (std::int64_t i = 0; i < count; ++i) {
    queries.push_back({fmt::format("audit-traces-{:05}", i), "eu-west-0", {}, {}});
  }
  return queries;
}

// In reverse order, so that no entry is at the index of its query.
std::string AnswerTo(const std::vector<cts::BucketQuery>& queries) {
  std::string body = R"({"buckets":[)";
  for (auto query = queries.rbegin(); query != queries.rend(); ++query) {
    if (query != queries.rbegin()) body += ',';
    body += fmt::format(
        R"({{"bucket_name":"{}","bucket_location":"{}","check_bucket_response":)"
        R"({{"error_code":"","error_message":"","response_code":200,"success":true}}}})",
        query->name, query->location);
  }
  return body + "]}";
}

void WriteRequest(benchmark::State& state) {
  const auto queries = Queries(state.range(0));
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(cts::WriteRequestBody(queries));
}
BENCHMARK(WriteRequest)->Arg(1)->Arg(100)->Arg(1'000)->Arg(10'000);

void ReadAndMatchResponse(benchmark::State& state) {
  const auto queries = Queries(state.range(0));
  const auto body = AnswerTo(queries);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(cts::ReadResponseBody(body, queries).value());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(ReadAndMatchResponse)->Arg(1)->Arg(100)->Arg(1'000)->Arg(10'000);

void SignCall(benchmark::State& state) {
  const auth::AccessKey key{"BENCHMARKKEY00000001", "BenchmarkSecret/0000", ""};
  const auto body = cts::WriteRequestBody(Queries(state.range(0)));
  for ([[maybe_unused]] auto _ : state) {
    http::Request request;
    request.method = "POST";
    request.url = "https://cts.eu-west-0.example/v3/0123456789abcdef/checkbucket";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = body;
    auth::Sign(key, std::chrono::sys_seconds(std::chrono::seconds(1'718'784'000)), request);
    benchmark::DoNotOptimize(request);
  }
}
BENCHMARK(SignCall)->Arg(1)->Arg(100)->Arg(10'000);

}  // namespace
}  // namespace provider::testing
