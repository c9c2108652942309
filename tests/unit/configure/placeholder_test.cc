// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/placeholder.h"

#include <gtest/gtest.h>

namespace provider::configure {
namespace {

TEST(Placeholder, RecognizesEachForm) {
  EXPECT_EQ(FindPlaceholder("*").form, "consists of asterisks");
  EXPECT_EQ(FindPlaceholder("********").form, "consists of asterisks");
  EXPECT_EQ(FindPlaceholder("${HW_SECRET_KEY}").form, "has the form ${…}");
  EXPECT_EQ(FindPlaceholder("${{ secrets.KEY }}").form, "has the form ${…}");
  EXPECT_EQ(FindPlaceholder("{{ key }}").form, "has the form {{…}}");
  EXPECT_EQ(FindPlaceholder("<your key>").form, "has the form <…>");
  EXPECT_EQ(FindPlaceholder("$HW_KEY_2").form, "has the form $NAME");
}

TEST(Placeholder, DollarNamesAndAngleBracketsMayBePasswords) {
  EXPECT_TRUE(FindPlaceholder("<3>").may_be_password);
  EXPECT_TRUE(FindPlaceholder("$ecret").may_be_password);
  for (const auto* text : {"***", "${A}", "{{A}}"}) {
    EXPECT_FALSE(FindPlaceholder(text).may_be_password) << text;
  }
}

TEST(Placeholder, MatchesOnlyTheWholeValue) {
  for (const auto* text : {"", "a***", "${}", "${A}b", "a${A}", "{{}}", "{A}", "{{A}", "<>", "<a",
                           "$", "$1A", "$A-B", "A$B", "$A.B"}) {
    EXPECT_TRUE(FindPlaceholder(text).form.empty()) << text;
  }
}

}  // namespace
}  // namespace provider::configure
