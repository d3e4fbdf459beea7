using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Gantry.Archive.Objects;

/// <summary>Reads objects out of segments with a bounded number of open files. Bytes go straight into the pipe's memory, which is faster here than sendfile.</summary>
public sealed class SegmentObjectReader(ISegmentStorage storage, RecentHeads? heads = null, int maxOpenFiles = 256) : IObjectReader, IDisposable
{
    private const int StepBytes = 64 * 1024;

    /// <summary>An instance of common size is one read and one write; the pipe takes memory for it that it gives back once it is sent.</summary>
    private const int LongStepBytes = 1024 * 1024;

    /// <summary>At a time, of all who read: what is beyond goes in short steps.</summary>
    private const int MaxLongSteps = 32;

    private const int MaxFreed = 50_000;
    private readonly ConcurrentDictionary<string, ISegmentFile> open = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> age = new();
    private readonly ConcurrentDictionary<ObjectPlace, bool> freed = new();
    private readonly ConcurrentQueue<ObjectPlace> freedAge = new();
    private int longSteps;
    private long reads;

    /// <summary>How often bytes were read from a segment; only rises.</summary>
    public long Reads => Volatile.Read(ref reads);

    public async ValueTask CopyToAsync(ObjectPlace place, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        CheckRange(place, offset, length);
        while (length > 0)
        {
            bool wantsLong = length > StepBytes;
            bool isLong = wantsLong && Interlocked.Increment(ref longSteps) <= MaxLongSteps;
            try
            {
                int step = (int)Math.Min(length, isLong ? LongStepBytes : StepBytes);
                ReadFully(place, offset, output.GetSpan(step)[..step]);
                output.Advance(step);
                offset += step;
                length -= step;
                FlushResult flushed = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                if (flushed.IsCompleted || flushed.IsCanceled)
                {
                    return;
                }
            }
            finally
            {
                if (wantsLong)
                {
                    Interlocked.Decrement(ref longSteps);
                }
            }
        }
    }

    public ValueTask ReadAsync(ObjectPlace place, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        CheckRange(place, offset, buffer.Length);
        cancellationToken.ThrowIfCancellationRequested();
        if (heads is null || !heads.TryRead(place, offset, buffer.Span))
        {
            ReadFully(place, offset, buffer.Span);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The bytes of these objects are about to go: whoever still reads one is told so, and gets no zeros.</summary>
    public void NoteFreed(IEnumerable<ObjectPlace> places)
    {
        foreach (ObjectPlace place in places)
        {
            if (freed.TryAdd(place, true))
            {
                freedAge.Enqueue(place);
            }
        }

        while (freedAge.Count > MaxFreed && freedAge.TryDequeue(out ObjectPlace oldest))
        {
            freed.TryRemove(oldest, out _);
        }
    }

    /// <summary>Closes a file that is about to go.</summary>
    public void Forget(string key)
    {
        heads?.Forget(key);
        if (open.TryRemove(key, out ISegmentFile? file))
        {
            file.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (string key in open.Keys)
        {
            Forget(key);
        }
    }

    private static void CheckRange(ObjectPlace place, long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, place.Length, nameof(length));
    }

    private void ReadFully(ObjectPlace place, long offset, Span<byte> buffer)
    {
        Interlocked.Increment(ref reads);
        while (true)
        {
            try
            {
                if (SegmentWalk.ReadFully(FileOf(place.Key), place.Offset + offset, buffer) == buffer.Length)
                {
                    // Asked after reading: what is noted later was still there.
                    if (!freed.IsEmpty && freed.ContainsKey(place))
                    {
                        throw new ObjectStoreException("The object was written again elsewhere meanwhile; ask for it anew.", isTransient: true);
                    }

                    return;
                }

                throw new ObjectStoreException($"Segment {place.Key} ends before the object does.", isTransient: false);
            }
            catch (ObjectDisposedException)
            {
                // Closed in between to make room for others; it is opened again.
            }
        }
    }

    private ISegmentFile FileOf(string key)
    {
        if (open.TryGetValue(key, out ISegmentFile? file))
        {
            return file;
        }

        file = storage.Open(key);
        if (!open.TryAdd(key, file))
        {
            file.Dispose();
            return FileOf(key);
        }

        age.Enqueue(key);
        while (open.Count > maxOpenFiles && age.TryDequeue(out string? oldest))
        {
            Forget(oldest);
        }

        return file;
    }
}
