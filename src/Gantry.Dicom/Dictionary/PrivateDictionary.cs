using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Gantry.Dicom.Dictionary;

/// <summary>Private attributes by creator, group and offset (PS3.5 7.8). Immutable: <see cref="With"/> gives a larger one.</summary>
public sealed class PrivateDictionary
{
    private static readonly Lazy<PrivateDictionary> Known = new(() => new PrivateDictionary(KnownPrivateBlocks.All()));
    private readonly FrozenDictionary<(string Creator, ushort Group, byte Offset), PrivateAttribute> attributes;

    public PrivateDictionary(IEnumerable<PrivateAttribute> attributes)
    {
        Dictionary<(string, ushort, byte), PrivateAttribute> last = [];
        foreach (PrivateAttribute attribute in attributes)
        {
            last[(attribute.Creator, attribute.Group, attribute.Offset)] = attribute;
        }

        this.attributes = last.ToFrozenDictionary();
    }

    /// <summary>Well-known blocks of large makers; loaded when first asked for.</summary>
    public static PrivateDictionary BuiltIn => Known.Value;

    public int Count => attributes.Count;

    /// <summary>These attributes and the given; a given one replaces one of the same creator, group and offset.</summary>
    public PrivateDictionary With(params IEnumerable<PrivateAttribute> more) => new(attributes.Values.Concat(more));

    /// <summary>The attribute at a private tag whose block (gggg,00bb) <paramref name="creator"/> reserved.</summary>
    public bool TryFind(string creator, DicomTag tag, [NotNullWhen(true)] out PrivateAttribute? attribute)
    {
        attribute = null;
        return tag.IsPrivate && tag.Element > 0xFF && attributes.TryGetValue((creator.Trim(' '), tag.Group, (byte)tag.Element), out attribute);
    }

    /// <summary>The VR at a private tag, UN when not known.</summary>
    public Vr VrOf(string creator, DicomTag tag) => TryFind(creator, tag, out PrivateAttribute? attribute) ? attribute.Vr : Vr.UN;

    /// <summary>The tag of the private creator that reserves the block of <paramref name="tag"/>: (gggg,bb00-bbFF) belongs to (gggg,00bb).</summary>
    public static DicomTag CreatorTagOf(DicomTag tag) => new(tag.Group, (ushort)(tag.Element >> 8));
}
