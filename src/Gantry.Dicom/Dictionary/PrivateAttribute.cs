namespace Gantry.Dicom.Dictionary;

/// <summary>An attribute of a private block (PS3.5 7.8).</summary>
/// <param name="Creator">The private creator's value, without padding.</param>
/// <param name="Group">The odd group.</param>
/// <param name="Offset">The low byte of the element number, within the block that the creator reserved.</param>
/// <param name="Vr">Its value representation.</param>
/// <param name="Vm">Value multiplicity.</param>
/// <param name="Name">The maker's name for it.</param>
public sealed record PrivateAttribute(string Creator, ushort Group, byte Offset, Vr Vr, string Vm, string Name);
