package main

import rego.v1

# The results of every check that was run during the plan, in all modules.
results contains result if {
	walk(input.prior_state.values.root_module, [_, check])
	check.type == "cts_bucket_check"
	some result in check.values.results
}

checked contains result.bucket_name if some result in results

deny contains result.message if {
	some result in results
	not result.check_bucket_response.success
}

# A tracker that is created or changed needs a check of its bucket in the same plan.
deny contains message if {
	some resource in input.resource_changes
	regex.match(`_cts_(data_)?tracker`, resource.type)
	some action in ["create", "update"]
	action in resource.change.actions
	bucket := object.get(resource.change.after, "bucket_name", "(known only after apply)")
	bucket != null
	not bucket in checked
	message := sprintf(`%s: its bucket "%s" was not checked.`, [resource.address, bucket])
}

# An error stopped the plan: the two rules above may have seen only a part of it.
deny contains "The plan is incomplete." if input.errored
