using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gantry.Backends.Sqlite;
using Xunit;

namespace Gantry.BackendTests.Index;

public sealed class AttributeCodesTests
{
    /// <summary>How many codes there are, and SHA-256 of their tags in order. When codes are appended, the line for the new number is added; no line ever changes.</summary>
    [Theory]
    [InlineData(79, "4cb48547355365f0959545edad431efc3ec5ce13a32bb118495929db6e9854ad")]
    public void Codes_that_rows_are_written_with_keep_their_meaning(int count, string expected)
    {
        string tags = string.Join(',', Enumerable.Range(0, count).Select(code => AttributeCodes.TagOf((byte)code).Value.ToString("X8", CultureInfo.InvariantCulture)));
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(tags))));
    }

    [Fact]
    public void All_codes_fit_into_the_bits_of_a_row() => Assert.InRange(AttributeCodes.Count, 1, 128);
}
