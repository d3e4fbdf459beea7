using System.Diagnostics.Metrics;
using Gantry.Server.Admin;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Host;

public sealed class IngestRatesTests
{
    [Fact]
    public void Counts_by_minute_and_outcome_and_forgets_what_is_older_than_an_hour()
    {
        ManualTime time = new();
        // A meter of its own: the archive's count what other tests store meanwhile.
        using IngestRates rates = new(time, "Rates");
        using Meter meter = new("Rates");
        Counter<long> instances = meter.CreateCounter<long>("gantry.ingest.instances");
        Counter<long> bytes = meter.CreateCounter<long>("gantry.ingest.bytes");
        using Meter other = new("Elsewhere");
        other.CreateCounter<long>("gantry.ingest.bytes").Add(7);

        Stored(1000);
        time.Advance(TimeSpan.FromMinutes(1));
        Stored(500);
        instances.Add(1, new KeyValuePair<string, object?>("outcome", "Duplicate"));
        instances.Add(1, new KeyValuePair<string, object?>("outcome", "DiskFull"));

        (IReadOnlyList<IngestMinute> hour, IngestMinute total) = rates.Read();
        Assert.Equal(IngestRates.Minutes, hour.Count);
        Assert.Equal((1, 1000), (hour[^2].Stored, hour[^2].Bytes));
        Assert.Equal((1, 1, 1, 500), (hour[^1].Stored, hour[^1].Duplicates, hour[^1].Refused, hour[^1].Bytes));
        Assert.Equal((2, 1500), (total.Stored, total.Bytes));

        time.Advance(TimeSpan.FromHours(2));
        (hour, total) = rates.Read();
        Assert.All(hour, minute => Assert.Equal(0, minute.Stored));
        Assert.Equal(2, total.Stored);

        void Stored(long length)
        {
            instances.Add(1, new KeyValuePair<string, object?>("outcome", "Stored"));
            bytes.Add(length);
        }
    }
}
