using System.Diagnostics.Metrics;

namespace Gantry.Archive.Ingest;

/// <summary>Measures of the way in, meter "Gantry.Ingest".</summary>
internal sealed class IngestMetrics : IDisposable
{
    private readonly Meter meter = new("Gantry.Ingest");
    private readonly Histogram<double> commitSeconds;
    private readonly Histogram<int> batchInstances;
    private readonly Counter<long> instances;
    private readonly Counter<long> bytes;

    public IngestMetrics(Func<long> bytesInFlight)
    {
        commitSeconds = meter.CreateHistogram<double>("gantry.ingest.commit.duration", "s", "From the first write of a batch until its answers.");
        batchInstances = meter.CreateHistogram<int>("gantry.ingest.commit.instances", "{instance}", "Instances that share one data sync.");
        instances = meter.CreateCounter<long>("gantry.ingest.instances", "{instance}", "Instances by outcome.");
        bytes = meter.CreateCounter<long>("gantry.ingest.bytes", "By", "Bytes of stored instances.");
        meter.CreateObservableGauge("gantry.ingest.bytes_in_flight", bytesInFlight, "By", "Memory that instances on their way in hold.");
    }

    public void Committed(TimeSpan duration, int count)
    {
        commitSeconds.Record(duration.TotalSeconds);
        batchInstances.Record(count);
    }

    public void Settled(StoreOutcome outcome, long length)
    {
        instances.Add(1, new KeyValuePair<string, object?>("outcome", outcome is StoreOutcome.Refused r ? r.Reason.ToString() : outcome.GetType().Name));
        if (outcome is StoreOutcome.Stored)
        {
            bytes.Add(length);
        }
    }

    public void Dispose() => meter.Dispose();
}
