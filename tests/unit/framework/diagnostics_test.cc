// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/framework/diagnostics.h"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::framework {
namespace {

using ::testing::ElementsAre;

TEST(Diagnostics, HasErrorIsFalseForWarningsOnly) {
  Diagnostics diagnostics;
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_FALSE(diagnostics.HasError());
  diagnostics.AddWarning("W", "A warning.");
  EXPECT_FALSE(diagnostics.HasError());
  EXPECT_FALSE(diagnostics.empty());
  diagnostics.AddError("E", "An error.");
  EXPECT_TRUE(diagnostics.HasError());
}

TEST(Diagnostics, AppendKeepsOrderAndPaths) {
  Diagnostics first;
  first.AddError("A", "1.", cty::Path::Root("buckets").Index(0));
  Diagnostics second;
  second.AddWarning("B", "2.");
  second.AddError("C", "3.");
  first.Append(std::move(second));
  EXPECT_THAT(first.items(), ElementsAre(Diagnostic{Severity::kError, "A", "1.",
                                                    cty::Path::Root("buckets").Index(0)},
                                         Diagnostic{Severity::kWarning, "B", "2.", {}},
                                         Diagnostic{Severity::kError, "C", "3.", {}}));
}

}  // namespace
}  // namespace provider::framework
