// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/log.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/text/redaction.h"
#include "tests/support/captured_log.h"
#include "tests/support/matches_pattern.h"
#include "tests/support/system.h"

namespace provider::base {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kTime = "2024-06-19T08:00:00.000000Z";

// A log that writes to a pipe of its own and is switched off afterwards.
class PipedLog {
 public:
  explicit PipedLog(LogLevel threshold) { ConfigureLog(threshold, pipe_.writer()); }
  ~PipedLog() { ConfigureLog(LogLevel::kOff); }

  std::vector<std::string> Lines() const {
    const auto text = pipe_.ReadAvailable();
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      if (end == std::string::npos) {
        ADD_FAILURE() << "a line without its end";
        break;
      }
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

 private:
  const testing::Pipe pipe_{1U << 20};
};

TEST(LogLine, HasTheJsonThatTheHostParses) {
  EXPECT_EQ(
      FormatLogLine(LogLevel::kWarn, "Retrying", {{"status", "429"}, {"host", "cts.x"}}, kTime),
      R"({"@level":"warn","@message":"Retrying","@timestamp":"2024-06-19T08:00:00.000000Z",)"
      R"("status":"429","host":"cts.x"})");
}

TEST(LogLine, NamesEachLevelAsTheHostDoes) {
  const std::vector<std::pair<LogLevel, std::string>> levels{{LogLevel::kTrace, "trace"},
                                                             {LogLevel::kDebug, "debug"},
                                                             {LogLevel::kInfo, "info"},
                                                             {LogLevel::kWarn, "warn"},
                                                             {LogLevel::kError, "error"}};
  for (const auto& [level, name] : levels) {
    EXPECT_EQ(nlohmann::json::parse(FormatLogLine(level, "m", {}, kTime))["@level"], name);
  }
}

TEST(LogLine, HasOnlyStringValues) {
  const auto line = nlohmann::json::parse(FormatLogLine(
      LogLevel::kInfo, "a \"b\" \\ c", {{"n", "1"}, {"t", "true"}, {"z", "null"}}, kTime));
  EXPECT_EQ(line["@message"], "a \"b\" \\ c");
  for (const auto& value : line) EXPECT_TRUE(value.is_string()) << value;
}

TEST(LogLine, EscapesHostileValues) {
  const auto text = FormatLogLine(
      LogLevel::kInfo, "m",
      {{"body", std::string("\"},\n{\"@level\":5}\x1b[2J\xff\0\u202e", 26)}, {"\"\n", "k"}}, kTime);
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\u202e")));
  const auto line = nlohmann::json::parse(text);
  EXPECT_EQ(line["@level"], "info");
  EXPECT_EQ(line.size(), 5U);
}

TEST(LogLine, MasksRegisteredSecrets) {
  text::SecretRegistry::Process().Add("log-line-s3cret/+");
  const auto line = FormatLogLine(LogLevel::kTrace, "m",
                                  {{"body", R"({"token":"log-line-s3cret\/+"})"},
                                   {"url", "https://x/?t=log-line-s3cret%2F%2B"}},
                                  kTime);
  EXPECT_THAT(line, Not(HasSubstr("s3cret")));
  EXPECT_THAT(line, HasSubstr("(sensitive value)"));
}

TEST(LogLine, TruncatesToValidJsonBelow64KiB) {
  const std::string wide = [] {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "\U0001F600";
    return text;
  }();
  const std::string quotes(100'000, '"');
  for (const auto& value : {wide, quotes}) {
    const auto text = FormatLogLine(
        LogLevel::kInfo, value, {{"a", value}, {"b", value}, {"c", value}, {"d", value}}, kTime);
    EXPECT_LT(text.size(), 65'535U);
    const auto line = nlohmann::json::parse(text);
    EXPECT_EQ(line["@timestamp"], kTime);
    EXPECT_TRUE(line.contains("a"));
  }
  const auto cut = nlohmann::json::parse(
      FormatLogLine(LogLevel::kInfo, "m", {{"a", wide}, {"b", wide}, {"c", wide}}, kTime));
  EXPECT_EQ(cut["truncated"], "true");
}

TEST(LogScope, AddsItsFieldToTheLinesOfItsThread) {
  const testing::CapturedLog log;
  const auto read_of = [&log](std::size_t line) {
    return log.Lines("m").at(line).value("read", "");
  };
  {
    const LogScope outer("read", "4");
    Log(LogLevel::kDebug, "m", {{"a", "b"}});
    {
      const LogScope inner("read", "5");
      EXPECT_EQ(LogScope::Current(), "5");
      Log(LogLevel::kDebug, "m");
    }
    Log(LogLevel::kDebug, "m");
    Log(LogLevel::kDebug, "m", {{"read", "6"}});
    std::jthread([] { Log(LogLevel::kDebug, "m"); }).join();
  }
  Log(LogLevel::kDebug, "m");
  EXPECT_EQ(LogScope::Current(), "");
  const std::vector<std::string> expected{"4", "5", "4", "6", "", ""};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(read_of(i), expected[i]) << i;
}

TEST(LogLevel, ParsesTheLevelsOfTerraform) {
  EXPECT_EQ(ParseLogLevel(""), LogLevel::kOff);
  EXPECT_EQ(ParseLogLevel("off"), LogLevel::kOff);
  EXPECT_EQ(ParseLogLevel("TRACE"), LogLevel::kTrace);
  EXPECT_EQ(ParseLogLevel("debug"), LogLevel::kDebug);
  EXPECT_EQ(ParseLogLevel("Info"), LogLevel::kInfo);
  EXPECT_EQ(ParseLogLevel("WARN"), LogLevel::kWarn);
  EXPECT_EQ(ParseLogLevel("ERROR"), LogLevel::kError);
  EXPECT_EQ(ParseLogLevel("JSON"), LogLevel::kTrace);
  EXPECT_EQ(ParseLogLevel("1"), LogLevel::kTrace);
}

TEST(LogLevel, TakesTheMostSpecificVariable) {
  EXPECT_EQ(LogLevelFrom(Environment()), LogLevel::kOff);
  EXPECT_EQ(LogLevelFrom(Environment({{"TF_LOG", "WARN"}})), LogLevel::kWarn);
  EXPECT_EQ(LogLevelFrom(Environment({{"TF_LOG", "WARN"}, {"TF_LOG_PROVIDER", "INFO"}})),
            LogLevel::kInfo);
  EXPECT_EQ(LogLevelFrom(Environment(
                {{"TF_LOG", "WARN"}, {"TF_LOG_PROVIDER", "INFO"}, {"TF_LOG_PROVIDER_CTS", "OFF"}})),
            LogLevel::kOff);
  EXPECT_EQ(LogLevelFrom(Environment({{"TF_LOG", "JSON"}, {"TF_LOG_PROVIDER", ""}})),
            LogLevel::kTrace);
}

TEST(Log, WritesEntriesAtOrAboveTheThreshold) {
  const PipedLog log(LogLevel::kInfo);
  Log(LogLevel::kDebug, "too low");
  Log(LogLevel::kInfo, "one", {{"k", "v"}});
  Log(LogLevel::kError, "two");
  const auto lines = log.Lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(nlohmann::json::parse(lines[0])["k"], "v");
  EXPECT_EQ(nlohmann::json::parse(lines[1])["@message"], "two");
}

TEST(Log, WritesNothingWhenOff) {
  const PipedLog log(LogLevel::kOff);
  Log(LogLevel::kError, "m");
  Log(LogLevel::kOff, "m");
  EXPECT_FALSE(LogEnabled(LogLevel::kError));
  EXPECT_TRUE(log.Lines().empty());
}

TEST(Log, TimestampHasMicrosecondsInUtc) {
  const PipedLog log(LogLevel::kTrace);
  Log(LogLevel::kInfo, "m");
  const auto lines = log.Lines();
  ASSERT_EQ(lines.size(), 1U);
  const auto stamp = nlohmann::json::parse(lines[0])["@timestamp"].get<std::string>();
  EXPECT_THAT(stamp,
              testing::MatchesPattern("20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:"
                                      "[0-5][0-9]\\.[0-9]{6}Z"));
}

TEST(Log, DoesNotMixLinesOfThreads) {
  const PipedLog log(LogLevel::kTrace);
  {
    std::vector<std::jthread> threads;
    for (char c = 'a'; c < 'e'; ++c) {
      threads.emplace_back([c] {
        for (int i = 0; i < 20; ++i) Log(LogLevel::kInfo, "m", {{"v", std::string(6000, c)}});
      });
    }
  }
  const auto lines = log.Lines();
  ASSERT_EQ(lines.size(), 80U);
  for (const auto& text : lines) {
    const auto value = nlohmann::json::parse(text)["v"].get<std::string>();
    EXPECT_EQ(value, std::string(6000, value.front()));
  }
}

}  // namespace
}  // namespace provider::base
