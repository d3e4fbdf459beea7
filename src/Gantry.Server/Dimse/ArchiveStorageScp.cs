using System.Buffers;
using System.Net;
using Gantry.Archive.Ingest;
using Gantry.Network.Services.Storage;

namespace Gantry.Server.Dimse;

/// <summary>Brings what C-STORE sends into the archive.</summary>
internal sealed class ArchiveStorageScp(IInstanceIntake intake, DimseMetrics metrics, TimeProvider time) : IStorageScp
{
    public StorageSink Open(StoreRequest request) => new Sink(
        intake.OpenDataset(new InstanceSource("dimse", request.CallingAe, (request.Peer as IPEndPoint)?.Address.ToString()), request.SopClassUid, request.SopInstanceUid, request.Syntax),
        metrics,
        time);

    private sealed class Sink(InstanceReceiver receiver, DimseMetrics metrics, TimeProvider time) : StorageSink
    {
        private readonly long opened = time.GetTimestamp();
        private long bytes;

        public override ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
        {
            this.bytes += bytes.Length;
            return receiver.WriteAsync(bytes, cancellationToken);
        }

        public override async ValueTask<StoreResult> CompleteAsync(CancellationToken cancellationToken)
        {
            StoreOutcome outcome = await receiver.CompleteAsync(cancellationToken);
            StoreResult result = CStoreStatus.From(outcome);
            metrics.Stored(result.Status, bytes, time.GetElapsedTime(opened));
            return result;
        }

        public override ValueTask DisposeAsync() => receiver.DisposeAsync();
    }
}
