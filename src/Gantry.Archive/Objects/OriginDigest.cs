using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gantry.Archive.Index;

namespace Gantry.Archive.Objects;

/// <summary>
/// What an instance was when it was received: the first 16 bytes of the SHA-256 of its Transfer Syntax UID, a zero byte and its data set. The archive may hold it in another transfer
/// syntax since; who sends the same bytes again is known by it.
/// </summary>
public sealed class OriginDigest : IDisposable
{
    private const int StepBytes = 256 * 1024;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public OriginDigest(string transferSyntaxUid)
    {
        hash.AppendData(Encoding.ASCII.GetBytes(transferSyntaxUid));
        hash.AppendData([0]);
    }

    /// <summary>The next bytes of the data set.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <summary>Of a whole object's data set.</summary>
    public static async ValueTask<UInt128> OfAsync(IObjectReader objects, StoredInstance instance, CancellationToken cancellationToken)
    {
        using OriginDigest digest = new(instance.TransferSyntaxUid);
        byte[] piece = ArrayPool<byte>.Shared.Rent(StepBytes);
        try
        {
            for (long at = instance.Place.Length - instance.DatasetLength; at < instance.Place.Length;)
            {
                int length = (int)Math.Min(StepBytes, instance.Place.Length - at);
                await objects.ReadAsync(instance.Place, at, piece.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                digest.Append(piece.AsSpan(0, length));
                at += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return digest.Take();
    }

    /// <summary>Of all that was appended.</summary>
    public UInt128 Take() => BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());

    public void Dispose() => hash.Dispose();
}
