// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/bucket_rules.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/matches_pattern.h"

namespace provider::bucket_check {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<std::string> ApiNameProblems(std::string_view name) {
  return NameProblems(name, FindApiNameFaults(name));
}
std::vector<std::string> ObsNameProblems(std::string_view name) {
  return NameProblems(name, FindObsNameFaults(name));
}

TEST(ApiNameProblems, AcceptsValidNames) {
  for (const char* name :
       {"abc", "0ab", "audit-traces", "audit.traces", "a--", "a..", "a.-b", "1.2.3.4"}) {
    EXPECT_THAT(ApiNameProblems(name), IsEmpty()) << name;
  }
}

TEST(ApiNameProblems, RequiresThreeToSixtyThreeCharacters) {
  EXPECT_THAT(ApiNameProblems(std::string(3, 'a')), IsEmpty());
  EXPECT_THAT(ApiNameProblems(std::string(63, 'a')), IsEmpty());
  EXPECT_THAT(ApiNameProblems("ab"),
              ElementsAre("The bucket name \"ab\" has 2 characters; it must have 3 to 63."));
  EXPECT_THAT(ApiNameProblems("a"),
              ElementsAre("The bucket name \"a\" has 1 character; it must have 3 to 63."));
  EXPECT_THAT(ApiNameProblems(std::string(64, 'a')),
              ElementsAre(HasSubstr("has 64 characters; it must have 3 to 63.")));
}

TEST(ApiNameProblems, RefusesAnEmptyName) {
  EXPECT_THAT(ApiNameProblems(""),
              ElementsAre("The bucket name \"\" is empty; it must have 3 to 63 characters."));
}

TEST(ApiNameProblems, ListsEachForbiddenCharacterOnce) {
  EXPECT_THAT(ApiNameProblems("My_Bucket_M"),
              ElementsAre("The bucket name \"My_Bucket_M\" contains 'M', '_', 'B'; only lowercase "
                          "letters, digits, hyphens and periods are allowed."));
}

TEST(ApiNameProblems, NamesInvisibleCharacters) {
  EXPECT_THAT(ApiNameProblems("audit traces\n"),
              ElementsAre(HasSubstr("contains a space, a control character;")));
  EXPECT_THAT(ApiNameProblems("prüfung"),
              ElementsAre(HasSubstr("contains a character outside ASCII;")));
  EXPECT_THAT(ApiNameProblems(std::string("abc\0def", 7)),
              ElementsAre(HasSubstr("contains a control character;")));
}

TEST(ApiNameProblems, CountsCharactersNotBytes) {
  EXPECT_THAT(ApiNameProblems("éé"),
              ElementsAre(HasSubstr("has 2 characters"), HasSubstr("ASCII")));
}

TEST(ApiNameProblems, RequiresALetterOrDigitAtTheStart) {
  EXPECT_THAT(ApiNameProblems("-abc"), ElementsAre(HasSubstr("starts with '-'; it must start")));
  EXPECT_THAT(ApiNameProblems(".abc"), ElementsAre(HasSubstr("starts with '.'; it must start")));
}

TEST(ApiNameProblems, GivesAdviceForUrls) {
  EXPECT_THAT(ApiNameProblems("obs://audit-traces"),
              ElementsAre(EndsWith("periods are allowed. Leave out obs://.")));
  for (const char* name :
       {"https://audit.oss.example", "obs://audit/prefix", "obs://A", "obs://", "OBS://audit"}) {
    EXPECT_THAT(ApiNameProblems(name).back(), EndsWith(". Write the bucket's name alone.")) << name;
  }
  EXPECT_THAT(ApiNameProblems("audit:traces"), ElementsAre(EndsWith("are allowed.")));
}

TEST(ApiNameProblems, ReportsAllProblemsAtOnce) { EXPECT_THAT(ApiNameProblems("-A"), SizeIs(3)); }

TEST(ApiNameProblems, MessageStaysShortForAHugeName) {
  const auto problems = ApiNameProblems(std::string(1 << 20, 'X'));
  ASSERT_THAT(problems, SizeIs(2));
  for (const std::string& problem : problems) EXPECT_LT(problem.size(), 400U);
}

// The rule as the API page words it, as one expression: an independent check of every name of up
// to three characters from a set of interesting ones, and of each byte.
TEST(ApiNameProblems, AgreesWithTheRegularExpressionOfTheApi) {
  const auto matches_api_rule =
      ::testing::Matches(testing::MatchesPattern("[a-z0-9][a-z0-9.-]{2,62}"));
  const std::string alphabet = "a0.-A_ z9";
  std::vector<std::string> names;
  for (char a : alphabet) {
    for (char b : alphabet) {
      names.push_back({a, b});
      for (char c : alphabet) names.push_back({a, b, c});
    }
  }
  for (int byte = 0; byte < 256; ++byte)
    names.push_back(std::string("ab") + static_cast<char>(byte));
  for (const std::string& name : names) {
    EXPECT_EQ(ApiNameProblems(name).empty(), matches_api_rule(name)) << name;
  }
}

TEST(ObsNameProblems, AcceptsOrdinaryNames) {
  for (const char* name :
       {"audit-traces", "a.b.c", "1.2.3", "1.2.3.4.5", "1.2.3.a", "1.2.3.4444", "x-1.2.3.4"}) {
    EXPECT_THAT(ObsNameProblems(name), IsEmpty()) << name;
  }
}

TEST(ObsNameProblems, RefusesNamesThatLookLikeIpAddresses) {
  for (const char* name : {"192.168.5.4", "1.2.3.4", "999.999.999.999"}) {
    EXPECT_THAT(ObsNameProblems(name), ElementsAre(HasSubstr("looks like an IP address"))) << name;
  }
}

TEST(ObsNameProblems, RefusesAHyphenOrPeriodAtTheEnd) {
  EXPECT_THAT(ObsNameProblems("audit-"),
              ElementsAre("The bucket name \"audit-\" ends with '-', which OBS does not allow."));
  EXPECT_THAT(ObsNameProblems("audit."), ElementsAre(HasSubstr("ends with '.'")));
}

TEST(ObsNameProblems, RefusesForbiddenPairs) {
  EXPECT_THAT(ObsNameProblems("a..b"), ElementsAre(HasSubstr("contains \"..\"")));
  EXPECT_THAT(ObsNameProblems("a.-b"), ElementsAre(HasSubstr("contains \".-\"")));
  EXPECT_THAT(ObsNameProblems("a-.b"), ElementsAre(HasSubstr("contains \"-.\"")));
  EXPECT_THAT(ObsNameProblems("a--b"), IsEmpty());
  EXPECT_THAT(ObsNameProblems("a..-.b."), SizeIs(4));
}

TEST(ObsNameProblems, IgnoresViolationsOfTheApiRules) {
  EXPECT_THAT(ObsNameProblems(""), IsEmpty());
  EXPECT_THAT(ObsNameProblems("AB"), IsEmpty());
}

TEST(DescribeFaults, DoesNotNameTheBucket) {
  EXPECT_EQ(DescribeFaults(FindApiNameFaults("-A")),
            "It has 2 characters; it must have 3 to 63. It contains 'A'; only lowercase letters, "
            "digits, hyphens and periods are allowed. It starts with '-'; it must start with a "
            "lowercase letter or a digit.");
  EXPECT_THAT(DescribeFaults(FindApiNameFaults("obs://abc")), EndsWith(" Leave out obs://."));
  EXPECT_EQ(DescribeFaults(FindApiNameFaults("abc")), "");
}

TEST(NameProblems, EachProblemIsASentenceThatNamesTheBucket) {
  for (const std::string name : {"", "-A", "a..-.", "192.168.5.4", "über"}) {
    std::vector<std::string> problems = ApiNameProblems(name);
    for (std::string& problem : ObsNameProblems(name)) problems.push_back(std::move(problem));
    ASSERT_THAT(problems, Not(IsEmpty())) << name;
    for (const std::string& problem : problems) {
      EXPECT_THAT(problem, StartsWith("The bucket name \"" + name + "\""));
      EXPECT_THAT(problem, EndsWith("."));
      EXPECT_THAT(problem, Not(HasSubstr("\n")));
    }
  }
}

}  // namespace
}  // namespace provider::bucket_check
