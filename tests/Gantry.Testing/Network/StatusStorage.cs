using System.Buffers;
using System.Collections.Concurrent;
using Gantry.Network.Services.Storage;

namespace Gantry.Testing.Network;

/// <summary>Keeps what is stored and answers with whatever status the test says.</summary>
public sealed class StatusStorage(Func<StoreRequest, int, ushort> answer) : IStorageScp
{
    private int count;

    public ConcurrentDictionary<string, byte[]> Datasets { get; } = [];

    /// <summary>The requests in the order of their coming.</summary>
    public ConcurrentQueue<StoreRequest> Requests { get; } = [];

    public StorageSink Open(StoreRequest request)
    {
        Requests.Enqueue(request);
        return new Sink(this, request, answer(request, Interlocked.Increment(ref count)));
    }

    private sealed class Sink(StatusStorage owner, StoreRequest request, ushort status) : StorageSink
    {
        private readonly ArrayBufferWriter<byte> bytes = new();

        public override ValueTask WriteAsync(ReadOnlySequence<byte> piece, CancellationToken cancellationToken)
        {
            foreach (ReadOnlyMemory<byte> memory in piece)
            {
                bytes.Write(memory.Span);
            }

            return ValueTask.CompletedTask;
        }

        public override ValueTask<StoreResult> CompleteAsync(CancellationToken cancellationToken)
        {
            owner.Datasets[request.SopInstanceUid] = bytes.WrittenSpan.ToArray();
            return ValueTask.FromResult(new StoreResult(status));
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
