using System.Buffers;
using System.Collections.Concurrent;
using Gantry.Archive;
using Gantry.Archive.Ingest;
using Gantry.Dicom;

namespace Gantry.Testing.Network;

/// <summary>An intake that keeps whole data sets in memory, or counts them only, and answers what it is told to.</summary>
public sealed class CollectingIntake(bool keepsBytes = true) : IInstanceIntake
{
    public ConcurrentQueue<CollectedInstance> Instances { get; } = new();

    /// <summary>Receivers that were disposed without having become whole.</summary>
    public int Abandoned => abandoned;

    /// <summary>What becomes of an instance; Stored unless set.</summary>
    public Func<CollectedInstance, ValueTask<StoreOutcome>>? Answer { get; set; }

    private int abandoned;

    public InstanceReceiver OpenDataset(InstanceSource source, string sopClassUid, string sopInstanceUid, TransferSyntax syntax) =>
        new Receiver(this, source, sopClassUid, sopInstanceUid, syntax);

    public InstanceReceiver OpenFile(InstanceSource source, StudyUid? expectedStudy = null) => throw new NotSupportedException("Only data sets come over DIMSE.");

    private sealed class Receiver(CollectingIntake intake, InstanceSource source, string sopClassUid, string sopInstanceUid, TransferSyntax syntax) : InstanceReceiver
    {
        private readonly ArrayBufferWriter<byte> bytes = new();
        private bool completed;

        public override ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
        {
            if (intake.KeepsBytes)
            {
                foreach (ReadOnlyMemory<byte> part in bytes)
                {
                    this.bytes.Write(part.Span);
                }
            }

            return ValueTask.CompletedTask;
        }

        public override async ValueTask<StoreOutcome> CompleteAsync(CancellationToken cancellationToken)
        {
            completed = true;
            CollectedInstance instance = new(source, sopClassUid, sopInstanceUid, syntax, bytes.WrittenMemory);
            if (intake.KeepsBytes)
            {
                intake.Instances.Enqueue(instance);
            }

            return intake.Answer is { } answer
                ? await answer(instance)
                : new StoreOutcome.Stored(new InstanceIdentity(StudyUid.Parse("1.2.3"), SeriesUid.Parse("1.2.3.4"), InstanceUid.Parse(sopInstanceUid), sopClassUid));
        }

        public override ValueTask DisposeAsync()
        {
            if (!completed)
            {
                Interlocked.Increment(ref intake.abandoned);
            }

            return ValueTask.CompletedTask;
        }
    }

    private bool KeepsBytes => keepsBytes;
}
