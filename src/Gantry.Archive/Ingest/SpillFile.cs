using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>
/// A large instance on its way to a segment of its own. At most one write runs behind while the next bytes come in, and data is synced in steps, so that neither
/// memory nor the kernel's unwritten pages grow with the instance.
/// </summary>
internal sealed class SpillFile : IDisposable
{
    private const long SyncEvery = 32L << 20;
    private readonly ISegmentStorage storage;
    private readonly long minFreeBytes;
    private readonly ChunkPool pool;
    private readonly ByteBudget budget;
    private readonly string partKey;
    private readonly ISegmentFile file;
    private Task behind = Task.CompletedTask;
    private long written;
    private long syncedTo;
    private bool isFinished;

    /// <exception cref="ObjectStoreException">There is no room for it, or it cannot be made.</exception>
    public SpillFile(ISegmentStorage storage, long minFreeBytes, SegmentNumbers numbers, ChunkPool pool, ByteBudget budget)
    {
        (this.storage, this.minFreeBytes, this.pool, this.budget) = (storage, minFreeBytes, pool, budget);
        DemandRoom();
        Number = numbers.Next();
        partKey = SegmentKey.PartOf(Number);
        Key = SegmentKey.Of(Number);
        file = storage.Create(partKey);
    }

    public long Number { get; }

    /// <summary>The key that it has once finished.</summary>
    public string Key { get; }

    /// <summary>Takes full chunks, which go back to pool and budget once written. Waits for the write before. Throws what that one threw.</summary>
    public async ValueTask WriteAsync(List<Memory<byte>> chunks, long budgetBytes)
    {
        try
        {
            await behind.ConfigureAwait(false);
        }
        catch (ObjectStoreException)
        {
            GiveBack();
            throw;
        }

        behind = Task.Run(() =>
        {
            try
            {
                file.Write(written, [.. chunks.Select(c => (ReadOnlyMemory<byte>)c)]);
                written += (long)chunks.Count * ChunkPool.ChunkBytes;
                if (written - syncedTo >= SyncEvery)
                {
                    file.Sync();
                    syncedTo = written;
                    DemandRoom();
                }
            }
            finally
            {
                GiveBack();
            }
        });

        void GiveBack()
        {
            chunks.ForEach(pool.Return);
            budget.Give(budgetBytes);
        }
    }

    /// <summary>Writes what is left; all bytes can be read afterwards.</summary>
    public async ValueTask WriteLastAsync(ChunkBuffer rest)
    {
        await behind.ConfigureAwait(false);
        if (rest.Capacity > 0)
        {
            rest.Pad();
            List<ReadOnlyMemory<byte>> pieces = [];
            rest.AddPiecesTo(pieces);
            await Task.Run(() => file.Write(written, pieces)).ConfigureAwait(false);
        }
    }

    public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

    /// <summary>Makes it a sealed segment: header, directory, sync, final name.</summary>
    public Task FinishAsync(SegmentRecord record, Action<string>? reached) => Task.Run(() =>
    {
        byte[] header = new byte[SegmentRecord.HeaderBytes];
        SegmentRecordHeader.Write(record, header);
        file.Write(0, [header]);
        reached?.Invoke("spill.header-written");
        SegmentWalk.Seal(file, Number, reached);
        storage.Rename(partKey, Key);
        isFinished = true;
        reached?.Invoke("spill.renamed");
    });

    /// <summary>Nobody wants it: the file goes, under whichever name it has.</summary>
    public async ValueTask DiscardAsync()
    {
        try
        {
            await behind.ConfigureAwait(false);
        }
        catch (ObjectStoreException)
        {
            // It is being thrown away.
        }

        file.Dispose();
        try
        {
            storage.Delete(isFinished ? Key : partKey);
        }
        catch (ObjectStoreException)
        {
            // Recovery removes parts at the next start, and indexes a finished one.
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>One large instance must not take the room that the index needs to go on.</summary>
    private void DemandRoom()
    {
        if (storage.FreeBytes < minFreeBytes)
        {
            throw new ObjectStoreException($"Less than {minFreeBytes >> 20} MiB are left on the object store.", isTransient: true) { IsFull = true };
        }
    }
}
