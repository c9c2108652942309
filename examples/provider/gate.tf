data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}

resource "terraform_data" "tracker" { # stands for yours, for example huaweicloud_cts_tracker
  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
  }
}
