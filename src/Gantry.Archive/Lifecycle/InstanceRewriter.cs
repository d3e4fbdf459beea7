using System.Buffers;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Lifecycle;

/// <summary>
/// Puts an instance's data set, encoded anew, in the place of the stored one: new bytes first, durably; then its row in one transaction. The old bytes stay readable until
/// <see cref="SupersededObjects"/> frees them.
/// </summary>
public sealed class InstanceRewriter
{
    private const int StepBytes = 1 << 20;
    private readonly InstanceReception shared;

    internal InstanceRewriter(InstanceReception shared) => this.shared = shared;

    /// <summary>
    /// Takes the new PS3.10 file, which must be of the same instance. Its outcome is <see cref="StoreOutcome.Stored"/> once it has taken the place; refused, nothing has
    /// changed. Null where what is stored now is not whole, or was replaced too often.
    /// </summary>
    /// <exception cref="ObjectStoreException">The stored object cannot be read.</exception>
    public async ValueTask<InstanceReceiver?> OpenAsync(StoredInstance current, CancellationToken cancellationToken)
    {
        if (SegmentWalk.Find(shared.Storage, current.Place) is not { Generation: < byte.MaxValue } record
            || await ReadOriginAsync(current, cancellationToken).ConfigureAwait(false) is not { } origin)
        {
            return null;
        }

        bool isAsReceived = record.Generation == 0;
        Replacement replacement = new(
            current.Identity, current.Place, record.Source, record.ReceivedAt, (byte)(record.Generation + 1), isAsReceived ? origin : record.Origin, isAsReceived ? current.TransferSyntaxUid : record.ReceivedIn);
        return new SegmentReceiver(shared, record.Source, new Announcement(), meta: null, replacement);
    }

    /// <summary>The digest of the stored data set; null when its bytes are not those that were stored.</summary>
    private async ValueTask<UInt128?> ReadOriginAsync(StoredInstance current, CancellationToken cancellationToken)
    {
        using OriginDigest digest = new(current.TransferSyntaxUid);
        byte[] piece = ArrayPool<byte>.Shared.Rent(StepBytes);
        try
        {
            uint crc = 0;
            long datasetOffset = current.Place.Length - current.DatasetLength;
            for (long at = 0; at < current.Place.Length;)
            {
                int length = (int)Math.Min(StepBytes, current.Place.Length - at);
                await shared.Objects.ReadAsync(current.Place, at, piece.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                crc = Crc32.Append(crc, piece.AsSpan(0, length));
                int skipped = (int)Math.Clamp(datasetOffset - at, 0, length);
                digest.Append(piece.AsSpan(skipped, length - skipped));
                at += length;
            }

            return crc == current.Crc32 ? digest.Take() : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
