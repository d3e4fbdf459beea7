using System.Buffers;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Retrieve;

/// <summary>Reads stored objects back and compares them with their checksums.</summary>
public sealed class ObjectCheck(IObjectReader objects)
{
    private const int PieceBytes = 256 * 1024;

    /// <summary>False when the bytes are not those that were stored, or cannot be read.</summary>
    public async ValueTask<bool> IsWholeAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            uint crc = 0;
            for (long at = 0; at < instance.Place.Length;)
            {
                int length = (int)Math.Min(PieceBytes, instance.Place.Length - at);
                await objects.ReadAsync(instance.Place, at, piece.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                crc = Crc32.Append(crc, piece.AsSpan(0, length));
                at += length;
            }

            return crc == instance.Crc32;
        }
        catch (ObjectStoreException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
