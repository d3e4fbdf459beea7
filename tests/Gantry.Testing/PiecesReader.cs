using System.Buffers;
using System.IO.Pipelines;

namespace Gantry.Testing;

/// <summary>A pipe whose bytes arrive in the given pieces: each read shows one piece more, in a buffer of its own.</summary>
public sealed class PiecesReader(IEnumerable<byte[]> pieces) : PipeReader
{
    private readonly Queue<byte[]> waiting = new(pieces);
    private readonly List<byte[]> held = [];
    private ReadOnlySequence<byte> shown;
    private bool mustGrow = true;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (mustGrow && waiting.TryDequeue(out byte[]? next))
        {
            held.Add(next);
        }

        mustGrow = false;
        shown = Chain();
        return new ValueTask<ReadResult>(new ReadResult(shown, false, waiting.Count == 0));
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        mustGrow = shown.Slice(examined).IsEmpty;
        byte[] rest = shown.Slice(consumed).ToArray();
        long taken = shown.Length - rest.Length;
        while (taken > 0)
        {
            byte[] first = held[0];
            held.RemoveAt(0);
            if (first.Length > taken)
            {
                held.Insert(0, first[(int)taken..]);
                break;
            }

            taken -= first.Length;
        }
    }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) { }

    private ReadOnlySequence<byte> Chain()
    {
        if (held.Count == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        Segment first = new(held[0], 0);
        Segment last = first;
        foreach (byte[] piece in held.Skip(1))
        {
            last = last.Append(piece);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            Segment next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
