using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Archive.Objects;

/// <summary>
/// What an instance was when it was received: the first 16 bytes of the SHA-256 of its Transfer Syntax UID, a zero byte and its data set. The archive may hold it in another transfer
/// syntax since; who sends the same bytes again is known by it.
/// </summary>
public sealed class OriginDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public OriginDigest(string transferSyntaxUid)
    {
        hash.AppendData(Encoding.ASCII.GetBytes(transferSyntaxUid));
        hash.AppendData([0]);
    }

    /// <summary>The next bytes of the data set.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <summary>Of all that was appended.</summary>
    public UInt128 Take() => BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());

    public void Dispose() => hash.Dispose();
}
