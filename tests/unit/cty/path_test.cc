// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/path.h"

#include <gtest/gtest.h>

namespace provider::cty {
namespace {

TEST(Path, PrintsInHclSyntax) {
  EXPECT_EQ(Path().ToString(), "");
  EXPECT_EQ(Path::Root("buckets").Index(3).Attribute("bucket_name").ToString(),
            "buckets[3].bucket_name");
  EXPECT_EQ(Path::Root("endpoints").Key("cts").ToString(), R"(endpoints["cts"])");
}

TEST(Path, PrintsKeysAsHclLiterals) {
  EXPECT_EQ(Path().Key("a\"b\\c\nd\x1b").ToString(), R"(["a\"b\\c\nd\u001b"])");
  EXPECT_EQ(Path().Key("${x} %{y} $ $").ToString(), R"(["$${x} %%{y} $ $"])");
  EXPECT_EQ(Path().Key("x${").ToString(), R"(["x$${"])");
}

TEST(Path, ExtendingReturnsANewPath) {
  const Path root = Path::Root("a");
  EXPECT_EQ(root.Index(0).steps().size(), 2U);
  EXPECT_EQ(root, Path::Root("a"));
}

TEST(Path, ComparesStepsByKindAndValue) {
  EXPECT_NE(Path().Attribute("a"), Path().Key("a"));
  EXPECT_NE(Path().Index(0), Path().Index(1));
}

TEST(Path, UnderPrependsAStep) {
  EXPECT_EQ(Path::Root("b").Under(Path::IndexStep{1}).Under(Path::AttributeStep{"a"}),
            Path::Root("a").Index(1).Attribute("b"));
}

}  // namespace
}  // namespace provider::cty
