// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_config.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/schema/schema.h"
#include "provider/text/go_duration.h"
#include "tests/support/config_values.h"
#include "tests/unit/bucket_check/check_values.h"

namespace provider::bucket_check {
namespace {

using framework::Diagnostic;
using framework::Diagnostics;
using framework::Severity;
using provider::testing::CheckConfigFrom;
using provider::testing::With;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ResultOf;

std::vector<Diagnostic> Validate(const cty::Value& config) {
  Diagnostics diagnostics;
  ValidateCheckConfig(config, diagnostics);
  return diagnostics.items();
}

std::vector<Diagnostic> Validate(std::string_view json) { return Validate(CheckConfigFrom(json)); }

CheckConfig Read(std::string_view json) {
  Diagnostics diagnostics;
  const auto config = ReadCheckConfig(CheckConfigFrom(json), diagnostics);
  EXPECT_THAT(diagnostics.items(), IsEmpty());
  if (!config) throw std::invalid_argument("the configuration was refused");
  return *config;
}

auto At(std::string_view path) {
  return Field("path", &Diagnostic::path,
               ResultOf([](const cty::Path& p) { return p.ToString(); }, std::string(path)));
}

template <typename Detail>
auto Error(std::string_view path, Detail detail) {
  return AllOf(Field(&Diagnostic::severity, Severity::kError), At(path),
               Field("detail", &Diagnostic::detail, detail));
}

// A configuration whose list has only this element.
cty::Value OnlyBucket(cty::Value element) {
  return With(CheckConfigFrom(R"({"buckets":[]})"), "buckets",
              cty::Value::List({std::move(element)}));
}

TEST(CheckConfig, AcceptsTheExampleOfTheDocumentation) {
  EXPECT_THAT(Validate(R"({"buckets":[
      {"bucket_name":"audit-traces","bucket_location":"eu-west-0"},
      {"bucket_name":"audit-vault","kms_id":"1f26f8d8-65d4-436b-bea2-bd0ac1984f71"}]})"),
              IsEmpty());
}

TEST(CheckConfig, ReadsEveryArgument) {
  const CheckConfig config = Read(R"({"buckets":[
      {"bucket_name":"b-1","bucket_location":"eu-west-1","kms_id":"k",
       "is_support_trace_files_encryption":false}],
      "region":"eu-west-0","require_success":true,"timeouts":{"read":"1h30m"}})");
  EXPECT_THAT(config.buckets,
              ElementsAre(BucketArguments{
                  .name = "b-1", .location = "eu-west-1", .kms_id = "k", .encryption = false}));
  EXPECT_EQ(config.region, "eu-west-0");
  EXPECT_TRUE(config.require_success);
  EXPECT_EQ(config.read_timeout, std::chrono::minutes(90));
}

TEST(CheckConfig, UsesDefaultsForUnsetArguments) {
  const CheckConfig config = Read(R"({"buckets":[{"bucket_name":"b-1"}]})");
  EXPECT_THAT(config.buckets, ElementsAre(BucketArguments{.name = "b-1"}));
  EXPECT_EQ(config.region, "");
  EXPECT_FALSE(config.require_success);
  EXPECT_EQ(config.read_timeout, std::chrono::minutes(2));
}

TEST(CheckConfig, DefaultTimeoutIsTwoMinutes) {
  EXPECT_EQ(DefaultReadTimeout(), std::chrono::minutes(2));
}

TEST(CheckConfig, TreatsEmptyStringsAsUnset) {
  const CheckConfig config = Read(R"({"buckets":[
      {"bucket_name":"b-1","bucket_location":"","kms_id":""}],
      "region":"","timeouts":{"read":""}})");
  EXPECT_THAT(config.buckets, ElementsAre(BucketArguments{.name = "b-1"}));
  EXPECT_EQ(config.region, "");
  EXPECT_EQ(config.read_timeout, DefaultReadTimeout());
}

TEST(CheckConfig, RefusesAnEmptyBucketName) {
  EXPECT_THAT(Validate(R"({"buckets":[{"bucket_name":""}]})"),
              ElementsAre(Error("buckets[0]", HasSubstr("is empty"))));
}

TEST(CheckConfig, ReportsNullBucketsAndNamesAtTheirElement) {
  EXPECT_THAT(Validate(R"({"buckets":[{"bucket_name":"b-1"},null,{"bucket_name":null}]})"),
              ElementsAre(Error("buckets[1]", HasSubstr("buckets[1] is null")),
                          Error("buckets[2]", HasSubstr("bucket_name of buckets[2] is null"))));
}

// The check against the schema leaves these to the data source: an argument that becomes required
// needs its own message, and a line here.
TEST(CheckConfig, ReportsEveryMissingRequiredArgument) {
  std::vector<std::string> required;
  const auto& schemas = schema::Embedded();
  for (const auto* kind : {&schemas.data_sources, &schemas.ephemeral_resources, &schemas.actions}) {
    for (const schema::Attribute& attribute : kind->at("cts_bucket_check").block.attributes) {
      if (attribute.required) required.push_back(attribute.name);
      if (attribute.nested == nullptr) continue;
      for (const schema::Attribute& inner : attribute.nested->attributes) {
        if (inner.required) required.push_back(attribute.name + "." + inner.name);
      }
    }
  }
  EXPECT_THAT(required, ElementsAre("buckets", "buckets.bucket_name", "buckets",
                                    "buckets.bucket_name", "buckets", "buckets.bucket_name"));
  EXPECT_THAT(Validate("{}"), ElementsAre(Field(&Diagnostic::summary, "Missing Buckets")));
  EXPECT_THAT(Validate(R"({"buckets":[{}]})"),
              ElementsAre(Field(&Diagnostic::summary, "Missing Bucket Name")));
}

TEST(CheckConfig, RefusesANullBucketList) {
  EXPECT_THAT(Validate(R"({})"), ElementsAre(Error("buckets", HasSubstr("buckets is null"))));
  Diagnostics diagnostics;
  EXPECT_FALSE(ReadCheckConfig(CheckConfigFrom("{}"), diagnostics).has_value());
  EXPECT_TRUE(diagnostics.HasError());
}

TEST(CheckConfig, ReportsNamesThatTheApiRefusesAsErrors) {
  EXPECT_THAT(Validate(R"({"buckets":[{"bucket_name":"ok-1"},{"bucket_name":"-A"}]})"),
              ElementsAre(AllOf(
                  Field(&Diagnostic::summary, "Invalid Bucket Name"),
                  Error("buckets[1]",
                        AllOf(HasSubstr("bucket_name of buckets[1]"), HasSubstr("2 characters"),
                              HasSubstr("contains 'A'"), HasSubstr("starts with '-'"))))));
}

TEST(CheckConfig, ShowsTheBucketNameOnceInAMessage) {
  EXPECT_THAT(
      Validate(R"({"buckets":[{"bucket_name":"obs://audit-traces"}]})"),
      ElementsAre(
          Error("buckets[0]",
                "The attribute bucket_name of buckets[0] is \"obs://audit-traces\", which is not a "
                "bucket name. It contains ':', '/'; only lowercase letters, digits, hyphens and "
                "periods are allowed. Leave out obs://.")));
  const auto warned = Validate(R"({"buckets":[{"bucket_name":"a..b-"}]})");
  ASSERT_EQ(warned.size(), 1U);
  EXPECT_EQ(
      warned[0].detail,
      "The attribute bucket_name of buckets[0] is \"a..b-\", a name that no bucket can have, so "
      "its check will fail. It ends with '-', which OBS does not allow. It contains \"..\", "
      "which OBS does not allow.");
}

TEST(CheckConfig, WarnsAboutNamesThatObsRefuses) {
  const auto diagnostics =
      Validate(R"({"buckets":[{"bucket_name":"1.2.3.4"},{"bucket_name":"a.-b"}]})");
  ASSERT_EQ(diagnostics.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(diagnostics[i].severity, Severity::kWarning);
    EXPECT_EQ(diagnostics[i].summary, "Bucket Name Not Allowed by OBS");
    EXPECT_THAT(diagnostics[i], At(fmt::format("buckets[{}]", i)));
    EXPECT_THAT(diagnostics[i].detail, HasSubstr("bucket_name"));
  }
}

TEST(CheckConfig, ReadDoesNotRepeatWarnings) {
  EXPECT_EQ(Read(R"({"buckets":[{"bucket_name":"1.2.3.4"}]})").buckets.size(), 1U);
}

TEST(CheckConfig, RequiresAKmsKeyForEncryption) {
  EXPECT_THAT(Validate(R"({"buckets":[
      {"bucket_name":"b-1","is_support_trace_files_encryption":true},
      {"bucket_name":"b-2","is_support_trace_files_encryption":true,"kms_id":""},
      {"bucket_name":"b-3","is_support_trace_files_encryption":true,"kms_id":"k"}]})"),
              ElementsAre(Error("buckets[0]", AllOf(HasSubstr("is_support_trace_files_encryption"),
                                                    HasSubstr("kms_id"))),
                          Error("buckets[1]", HasSubstr("kms_id"))));
}

TEST(CheckConfig, AllowsNoEncryptionWithAndWithoutAKey) {
  EXPECT_THAT(Validate(R"({"buckets":[
      {"bucket_name":"b-1","is_support_trace_files_encryption":false},
      {"bucket_name":"b-2","is_support_trace_files_encryption":false,"kms_id":"k"}]})"),
              IsEmpty());
}

TEST(CheckConfig, AcceptsKmsIdsAndLocationsOfOtherClouds) {
  EXPECT_THAT(Validate(R"({"buckets":[{"bucket_name":"b-1","bucket_location":"moon-1",
      "kms_id":"eu-west-0:domain:key/1f26"}]})"),
              IsEmpty());
}

TEST(CheckConfig, RequiresTimeoutsToBePositiveGoDurations) {
  const auto validate = [](std::string_view read) {
    return Validate(fmt::format(R"({{"buckets":[],"timeouts":{{"read":"{}"}}}})", read));
  };
  for (const char* good : {"1ns", "90s", "1h30m", "1.5m", "8760h"}) {
    EXPECT_THAT(validate(good), IsEmpty()) << good;
  }
  for (const char* bad : {"0", "0s", "-1s", "5", "5 minutes", "2M", "m", "999999999999h"}) {
    EXPECT_THAT(validate(bad), ElementsAre(Error("timeouts", HasSubstr("timeouts")))) << bad;
  }
}

TEST(CheckConfig, ExplainsWhyADurationIsInvalid) {
  EXPECT_THAT(
      Validate(R"({"buckets":[],"wait_for":"\n5s","timeouts":{"read":"1d"}})"),
      ElementsAre(
          Error("timeouts",
                HasSubstr("got \"1d\": \"d\" is not a unit; units are h, m, s, ms, us and ns.")),
          Error("wait_for", HasSubstr("got \"\\n5s\": it must not contain a line feed (\\n)."))));
}

TEST(CheckConfig, RequiresWaitForToBeANonNegativeGoDuration) {
  const auto validate = [](std::string_view wait_for) {
    return Validate(fmt::format(R"({{"buckets":[],"wait_for":"{}"}})", wait_for));
  };
  for (const char* good : {"", "0", "0s", "1ns", "90s", "1h30m", "8760h", "2562047h47m16s"}) {
    EXPECT_THAT(validate(good), IsEmpty()) << good;
  }
  for (const char* bad : {"-1s", "-1ns", "5", "5 minutes", " 5m", "2M", "m", "999999999999h"}) {
    EXPECT_THAT(validate(bad),
                ElementsAre(AllOf(Field(&Diagnostic::summary, "Invalid Duration"),
                                  Error("wait_for", HasSubstr("The attribute wait_for")))))
        << bad;
  }
}

TEST(CheckConfig, RequiresWaitForToBeShorterThanTheTimeLimit) {
  const auto validate = [](std::string_view wait_for, std::string_view read) {
    return Validate(fmt::format(R"({{"buckets":[],"wait_for":"{}","timeouts":{{"read":"{}"}}}})",
                                wait_for, read));
  };
  EXPECT_THAT(validate("59s", "1m"), IsEmpty());
  EXPECT_THAT(validate("0s", "1ns"), IsEmpty());
  EXPECT_THAT(validate("10m", ""), IsEmpty());
  for (const char* too_long : {"60s", "1m", "61s", "5m"}) {
    EXPECT_THAT(validate(too_long, "1m"),
                ElementsAre(Error("wait_for",
                                  AllOf(HasSubstr(fmt::format("\"{}\"", too_long)),
                                        HasSubstr("shorter than timeouts.read, which is \"1m\"")))))
        << too_long;
  }
  // A problem of the other one is reported once.
  EXPECT_THAT(validate("5m", "x"), ElementsAre(At("timeouts")));
  EXPECT_THAT(validate("5m", "0s"), ElementsAre(At("timeouts")));
  EXPECT_THAT(validate("-5m", "1m"), ElementsAre(At("wait_for")));
}

TEST(CheckConfig, WaitForExtendsTheDefaultTimeLimit) {
  using std::chrono::minutes;
  const CheckConfig both = Read(R"({"buckets":[],"wait_for":"5m","timeouts":{"read":"6m"}})");
  EXPECT_EQ(both.wait_for, minutes(5));
  EXPECT_EQ(both.read_timeout, minutes(6));
  for (const char* rest : {"", R"(,"timeouts":{})", R"(,"timeouts":{"read":""})"}) {
    const CheckConfig one = Read(fmt::format(R"({{"buckets":[],"wait_for":"5m"{}}})", rest));
    EXPECT_EQ(one.wait_for, minutes(5)) << rest;
    EXPECT_EQ(one.read_timeout, minutes(7)) << rest;
  }
  for (const char* none : {R"({"buckets":[]})", R"({"buckets":[],"wait_for":""})",
                           R"({"buckets":[],"wait_for":"0s"})"}) {
    EXPECT_EQ(Read(none).wait_for, minutes(0)) << none;
    EXPECT_EQ(Read(none).read_timeout, DefaultReadTimeout()) << none;
  }
  EXPECT_GT(Read(R"({"buckets":[],"wait_for":"2562047h47m16s"})").read_timeout, minutes(0));
}

TEST(CheckConfig, RefusesMalformedRegions) {
  for (const char* bad :
       {"eu-west-0/", "evil.example/#", "a@b", "eu west", "eu-west-0:8443", "é", "EU-WEST-0",
        "eu_west_0", "eu.west", "-eu", "eu-west-0\\n", " eu-west-0"}) {
    const auto diagnostics = Validate(fmt::format(R"({{"buckets":[],"region":"{}"}})", bad));
    EXPECT_THAT(diagnostics,
                ElementsAre(Error("region", HasSubstr("The argument \"region\" must be the ID"))))
        << bad;
  }
  EXPECT_THAT(Validate(R"({"buckets":[],"region":"my-kualalumpur-1"})"), IsEmpty());
  const std::pair<const char*, const char*> reasons[] = {
      {"eu-west-O", "got \"eu-west-O\": \"O\" is an uppercase letter."},
      {"eu_west_0", "got \"eu_west_0\": \"_\" is not allowed."},
      {"eu-w\u00e9st", "got \"eu-w\u00e9st\": \"\u00e9\" is not allowed."},
      {"eu-west-0\\n", "got \"eu-west-0\\n\": it must not contain a line feed (\\n)."},
      {"-eu", "got \"-eu\"."}};
  for (const auto& [bad, reason] : reasons) {
    EXPECT_THAT(Validate(fmt::format(R"({{"buckets":[],"region":"{}"}})", bad)),
                ElementsAre(Error("region", HasSubstr(reason))));
  }
}

TEST(CheckConfig, RefusesStrayCharactersInAKmsKeyId) {
  for (const char* odd : {"k\\n", " k", "k\\r", "'k'"}) {
    EXPECT_THAT(
        Validate(fmt::format(R"({{"buckets":[{{"bucket_name":"b-1","kms_id":"{}"}}]}})", odd)),
        ElementsAre(Error("buckets[0]", HasSubstr("The attribute kms_id of buckets[0]"))))
        << odd;
  }
}

TEST(CheckConfig, WarnsAboutALocationThatIsNoRegionId) {
  for (const char* odd : {"EU-WEST-0", "eu west", "eu-west-0\\n", "eu_west_0"}) {
    const auto config = CheckConfigFrom(fmt::format(
        R"({{"buckets":[{{"bucket_name":"b-1"}},{{"bucket_name":"b-2","bucket_location":"{}"}}]}})",
        odd));
    framework::Diagnostics diagnostics;
    ValidateCheckConfig(config, diagnostics);
    ASSERT_EQ(diagnostics.items().size(), 1U) << odd;
    EXPECT_EQ(diagnostics.items()[0].severity, framework::Severity::kWarning);
    EXPECT_EQ(diagnostics.items()[0].path.ToString(), "buckets[1]");
    EXPECT_THAT(diagnostics.items()[0].detail, HasSubstr("bucket_location of buckets[1]"));
    framework::Diagnostics read;
    ASSERT_TRUE(ReadCheckConfig(config, read));
    EXPECT_TRUE(read.empty()) << "core validates before it reads";
  }
}

TEST(CheckConfig, AcceptsUnknownValues) {
  const cty::Value unknown = cty::Value::Unknown();
  const cty::Value bucket = CheckConfigFrom(R"({"buckets":[{"bucket_name":"b-1",
      "is_support_trace_files_encryption":true,"kms_id":"k"}]})")
                                .At("buckets")
                                .AsList()
                                .front();
  EXPECT_THAT(Validate(With(CheckConfigFrom("{}"), "buckets", unknown)), IsEmpty());
  EXPECT_THAT(Validate(OnlyBucket(unknown)), IsEmpty());
  for (const char* name :
       {"bucket_name", "bucket_location", "kms_id", "is_support_trace_files_encryption"}) {
    EXPECT_THAT(Validate(OnlyBucket(With(bucket, name, unknown))), IsEmpty()) << name;
  }
  for (const char* name : {"region", "require_success", "timeouts", "wait_for"}) {
    EXPECT_THAT(Validate(With(OnlyBucket(bucket), name, unknown)), IsEmpty()) << name;
  }
}

TEST(CheckConfig, ChecksKnownValuesBesideUnknownOnes) {
  const cty::Value bad =
      CheckConfigFrom(R"({"buckets":[{"bucket_name":"A"}]})").At("buckets").AsList().front();
  const cty::Value config =
      With(CheckConfigFrom("{}"), "buckets", cty::Value::List({cty::Value::Unknown(), bad}));
  EXPECT_THAT(Validate(config), ElementsAre(Error("buckets[1]", HasSubstr("buckets[1]"))));
}

TEST(CheckConfig, ReportsAllProblemsAtOnce) {
  EXPECT_THAT(Validate(R"({"buckets":[null,{"bucket_name":"A",
      "is_support_trace_files_encryption":true},{"bucket_name":"a.."}],
      "region":"/","timeouts":{"read":"soon"}})"),
              ElementsAre(At("buckets[0]"), At("buckets[1]"), At("buckets[1]"), At("region"),
                          At("timeouts"), At("buckets[2]")));
}

TEST(CheckConfig, SummaryDoesNotDependOnTheName) {
  const auto one = Validate(R"({"buckets":[{"bucket_name":"A"}]})");
  const auto other = Validate(R"({"buckets":[{"bucket_name":"b_2"}]})");
  EXPECT_EQ(one.at(0).summary, other.at(0).summary);
}

TEST(QueriesFor, FillsInDefaultLocationAndEncryption) {
  const CheckConfig config = Read(R"({"buckets":[
      {"bucket_name":"b-1"},
      {"bucket_name":"b-2","bucket_location":"eu-west-1","kms_id":"k"},
      {"bucket_name":"b-3","kms_id":"k","is_support_trace_files_encryption":false},
      {"bucket_name":"b-4","is_support_trace_files_encryption":false}]})");
  using cts::BucketQuery;
  EXPECT_THAT(
      QueriesFor(config, "eu-west-0"),
      ElementsAre(
          BucketQuery{.name = "b-1", .location = "eu-west-0", .kms_id = {}, .encryption = {}},
          BucketQuery{.name = "b-2", .location = "eu-west-1", .kms_id = "k", .encryption = true},
          BucketQuery{.name = "b-3", .location = "eu-west-0", .kms_id = "k", .encryption = false},
          BucketQuery{.name = "b-4", .location = "eu-west-0", .kms_id = {}, .encryption = {}}));
}

}  // namespace
}  // namespace provider::bucket_check
