"""Do what a cluster does beside visits: notify, deliver what watches find, ping a monitor, pack and anchor."""
