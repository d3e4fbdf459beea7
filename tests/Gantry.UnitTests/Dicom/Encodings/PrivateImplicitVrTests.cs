using System.Buffers.Binary;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Xunit;

namespace Gantry.UnitTests.Dicom.Encodings;

/// <summary>Private elements in implicit VR get the VR that the dictionary of their creator gives (PS3.5 7.8).</summary>
public sealed class PrivateImplicitVrTests
{
    [Fact]
    public void An_element_of_a_known_block_has_the_makers_vr_wherever_the_block_lies()
    {
        byte[] bytes = [.. Element(0x0019_0011, "SIEMENS MR HEADER "u8), .. Element(0x0019_110C, "1000"u8), .. Element(0x0019_1112, new byte[12])];

        Dataset dataset = DatasetReader.Read(bytes, TransferSyntax.ImplicitVrLittleEndian).Dataset;

        Assert.Equal(Vr.IS, VrIn(dataset, 0x0019_110C));
        Assert.Equal(Vr.SL, VrIn(dataset, 0x0019_1112));
    }

    [Fact]
    public void Another_block_or_creator_leaves_it_unknown()
    {
        byte[] bytes =
        [
            .. Element(0x0019_0010, "SOMEBODY"u8), .. Element(0x0019_0011, "SIEMENS MR HEADER "u8), .. Element(0x0019_100C, "1000"u8), .. Element(0x0019_120C, "1000"u8),
            .. Element(0x0021_110C, "1000"u8),
        ];

        Dataset dataset = DatasetReader.Read(bytes, TransferSyntax.ImplicitVrLittleEndian).Dataset;

        Assert.All((uint[])[0x0019_100C, 0x0019_120C, 0x0021_110C], tag => Assert.Equal(Vr.UN, VrIn(dataset, tag)));
    }

    [Fact]
    public void An_item_reserves_its_own_blocks()
    {
        byte[] inner = Element(0x0019_110C, "1000"u8);
        byte[] item = [.. Element(0xFFFE_E000, inner)];
        byte[] bytes = [.. Element(0x0008_1140, item), .. Element(0x0019_0011, "SIEMENS MR HEADER "u8), .. Element(0x0019_110C, "1000"u8)];

        Dataset dataset = DatasetReader.Read(bytes, TransferSyntax.ImplicitVrLittleEndian).Dataset;

        Assert.Equal(Vr.UN, VrIn(dataset.Single(e => e.Items is not null).Items![0], 0x0019_110C));
        Assert.Equal(Vr.IS, VrIn(dataset, 0x0019_110C));
    }

    private static Vr VrIn(Dataset dataset, uint tag) => dataset.TryGet(new DicomTag(tag), out Element element) ? element.Vr : Vr.None;

    private static byte[] Element(uint tag, ReadOnlySpan<byte> value)
    {
        byte[] bytes = new byte[8 + value.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)tag);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), value.Length);
        value.CopyTo(bytes.AsSpan(8));
        return bytes;
    }
}
