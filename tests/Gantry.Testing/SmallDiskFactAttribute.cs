using Xunit;

namespace Gantry.Testing;

/// <summary>A test on a <see cref="SmallDisk"/>; skipped where none can be mounted.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.IsPossible)
        {
            Skip = "a file system can be mounted by root only";
        }
    }
}
