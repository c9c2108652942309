// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/framework/server.h"

#include <future>
#include <string>

#include <gmock/gmock.h>

#include "tests/support/captured_log.h"

namespace provider::framework {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Number final : ProviderData {
  explicit Number(int number) : value(number) {}
  int value;
};

int NumberOf(ProviderData& data) { return dynamic_cast<Number&>(data).value; }

// Returns the provider data that it got, and what a test sets.
class Thing final : public DataSource, public Action {
 public:
  void ValidateConfig(const ValidateRequest& request, Diagnostics& diagnostics) const override {
    diagnostics.AddWarning("Number", request.provider_data == nullptr
                                         ? "none"
                                         : std::to_string(NumberOf(*request.provider_data)));
  }
  ReadResponse Read(const ReadRequest& request) override {
    ++reads;
    if (on_read) on_read();
    ReadResponse response = canned_response;
    if (!response.diagnostics.HasError()) {
      response.state = cty::Value::Integer(NumberOf(request.provider_data));
    }
    return response;
  }
  Diagnostics Invoke(const ReadRequest& request,
                     const std::function<void(std::string)>& progress) override {
    progress(std::to_string(NumberOf(request.provider_data)));
    return canned_response.diagnostics;
  }

  ReadResponse canned_response;
  std::function<void()> on_read;
  int reads = 0;
};

class CountingProvider final : public Provider {
 public:
  void ValidateConfig(const cty::Value&, Diagnostics&) const override {}
  std::shared_ptr<ProviderData> Configure(const ConfigureRequest&, Diagnostics&) override {
    return std::make_shared<Number>(++configured_);
  }
  const Types& types() const override { return types_; }

 private:
  int configured_ = 0;
  Types types_;
};

class ServerTest : public ::testing::Test {
 protected:
  void Configure() {
    Diagnostics diagnostics;
    server_.Configure({cty::Value::Null(), ""}, diagnostics);
  }
  ReadResponse Read(const cty::Value& config, bool deferral_allowed = false) {
    return server_.Read(thing_, {"thing \"x\"", config, deferral_allowed, {}});
  }

  const cty::Value known_ = cty::Value::String("known");
  CountingProvider provider_;
  Server server_{provider_};
  Thing thing_;
};

TEST_F(ServerTest, RefusesReadBeforeConfigure) {
  for (const bool deferral_allowed : {false, true}) {
    const auto response = Read(known_, deferral_allowed);
    ASSERT_THAT(response.diagnostics.items(), SizeIs(1));
    EXPECT_EQ(response.diagnostics.items()[0].summary, "Provider Not Configured");
    EXPECT_THAT(response.diagnostics.items()[0].detail, HasSubstr("thing \"x\""));
    EXPECT_EQ(response.deferred, std::nullopt);
  }
  EXPECT_EQ(thing_.reads, 0);
}

TEST_F(ServerTest, ReadsWithTheLatestProviderData) {
  Configure();
  EXPECT_EQ(Read(known_).state, cty::Value::Integer(1));
  Configure();
  EXPECT_EQ(Read(known_).state, cty::Value::Integer(2));
}

TEST_F(ServerTest, ReadKeepsTheProviderDataItStartedWith) {
  Configure();
  thing_.on_read = [this] { Configure(); };
  EXPECT_EQ(Read(known_).state, cty::Value::Integer(1));
  thing_.on_read = nullptr;
  EXPECT_EQ(Read(known_).state, cty::Value::Integer(2));
}

TEST_F(ServerTest, UnknownArgumentsDeferIfAllowedAndFailOtherwise) {
  Configure();
  const auto deferred = Read(cty::Value::Unknown(), true);
  EXPECT_EQ(deferred.deferred, DeferredReason::kResourceConfigUnknown);
  EXPECT_THAT(deferred.diagnostics.items(), IsEmpty());
  const auto refused = Read(cty::Value::Unknown(), false);
  EXPECT_EQ(refused.deferred, std::nullopt);
  ASSERT_THAT(refused.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(refused.diagnostics.items()[0].summary, "Unknown Argument");
  EXPECT_EQ(thing_.reads, 0);
}

TEST_F(ServerTest, DeferredReasonIsAnErrorIfHostDoesNotAllowDeferral) {
  Configure();
  thing_.canned_response.deferred = DeferredReason::kProviderConfigUnknown;
  thing_.canned_response.diagnostics.AddError("Unknown", "Why.");
  const auto refused = Read(known_, false);
  EXPECT_EQ(refused.deferred, std::nullopt);
  EXPECT_THAT(refused.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(refused.state, std::nullopt);
  const auto deferred = Read(known_, true);
  EXPECT_EQ(deferred.deferred, DeferredReason::kProviderConfigUnknown);
  EXPECT_THAT(deferred.diagnostics.items(), IsEmpty());
  EXPECT_EQ(deferred.state, std::nullopt);
}

TEST_F(ServerTest, NeverDefersAnAction) {
  Configure();
  std::string progress;
  const auto note = [&progress](std::string message) { progress = std::move(message); };
  const cty::Value unknown = cty::Value::Unknown();
  EXPECT_TRUE(server_.Invoke(thing_, {"thing", unknown, true, {}}, note).HasError());
  EXPECT_EQ(progress, "");
  EXPECT_FALSE(server_.Invoke(thing_, {"thing", known_, true, {}}, note).HasError());
  EXPECT_EQ(progress, "1");
}

TEST_F(ServerTest, LogsWhichTypeIsReadHowLongAndTheOutcome) {
  const testing::CapturedLog log(base::LogLevel::kTrace);
  static_cast<void>(Read(known_));
  Configure();
  thing_.on_read = [] { base::Log(base::LogLevel::kTrace, "inside"); };
  static_cast<void>(Read(known_));
  static_cast<void>(Read(cty::Value::Unknown(), true));
  const auto begun = log.Lines("Read begins");
  const auto ended = log.Lines("Read ends");
  ASSERT_THAT(begun, SizeIs(3));
  ASSERT_THAT(ended, SizeIs(3));
  for (std::size_t i = 0; i < begun.size(); ++i) {
    EXPECT_EQ(begun[i]["type"], "thing \"x\"");
    EXPECT_EQ(begun[i]["read"], ended[i]["read"]);
    EXPECT_TRUE(ended[i].contains("duration_ms"));
  }
  EXPECT_NE(begun[0]["read"], begun[1]["read"]);
  EXPECT_EQ(ended[0]["outcome"], "Provider Not Configured");
  EXPECT_EQ(ended[1]["outcome"], "success");
  EXPECT_EQ(ended[2]["outcome"], "deferred");
  EXPECT_EQ(log.Lines("inside").at(0)["read"], begun[1]["read"]);
}

TEST_F(ServerTest, ValidationGetsTheProviderDataOnceConfigured) {
  Diagnostics found;
  server_.Validate<DataSource>(thing_, known_, found);
  Configure();
  server_.Validate<DataSource>(thing_, known_, found);
  ASSERT_THAT(found.items(), SizeIs(2));
  EXPECT_EQ(found.items()[0].detail, "none");
  EXPECT_EQ(found.items()[1].detail, "1");
}

}  // namespace
}  // namespace provider::framework
