using System.Text;
using Gantry.Archive.Objects;
using Xunit;

namespace Gantry.UnitTests.Archive.Objects;

public sealed class Crc32Tests
{
    [Fact]
    public void KnownAnswer() => Assert.Equal(0xCBF43926u, Crc32.Of(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void FoldedEqualsScalarForEveryLengthAndSplit()
    {
        byte[] bytes = new byte[1200];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            ReadOnlySpan<byte> part = bytes.AsSpan(0, length);
            uint expected = Crc32.OfScalar(part);
            int split = length * 3 / 7;
            Assert.Equal(expected, Crc32.Of(part));
            Assert.Equal(expected, Crc32.Append(Crc32.Of(part[..split]), part[split..]));
            Assert.Equal(expected, Crc32.Combine(Crc32.Of(part[..split]), Crc32.Of(part[split..]), length - split));
        }
    }
}
