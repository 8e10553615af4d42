import { DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

/**
 * Deletes every file of a bucket that keeps no versions, and says how many there were; none where there is no bucket.
 * CloudFormation deletes only what is empty.
 */
export const emptyBucket = async (s3: S3Client, Bucket: string): Promise<number> => {
  let deleted = 0;
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
      if (Contents.length === 0) continue;
      const Objects = Contents.map(({ Key }) => ({ Key }));
      const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      if (Errors.length > 0) throw new Error(`${Errors.length} files of a bucket stay: ${Errors[0]?.Code}`);
      deleted += Objects.length;
    }
  } catch (error) {
    if ((error as Error).name !== "NoSuchBucket") throw error;
  }
  return deleted;
};
